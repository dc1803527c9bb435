"""The backend for postgresql."""
