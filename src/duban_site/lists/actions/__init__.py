"""Changing many rows, undoing it, and saving views."""
