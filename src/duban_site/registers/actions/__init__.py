"""What can be done to registers and their records: one verb a file."""
