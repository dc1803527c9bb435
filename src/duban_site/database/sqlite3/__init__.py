"""The backend for sqlite3."""
