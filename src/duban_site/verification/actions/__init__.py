"""Every change of state, one a file."""
