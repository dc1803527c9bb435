"""Documents dropped for a plan, and the figures proposed from them, accepted one by one."""
