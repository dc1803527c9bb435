"""The way to the guide from a page."""
