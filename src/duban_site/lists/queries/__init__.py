"""The lists there are, and what of one is shown."""
