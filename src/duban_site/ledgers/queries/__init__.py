"""What the pages of the registers read."""
