"""Rows: the digest of every row that an event changed, and what differs from it today."""
