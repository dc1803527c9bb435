"""Rows: the digest of every row that an event changed, and checking rows against it."""
