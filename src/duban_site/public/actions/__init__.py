"""One file a change of state."""
