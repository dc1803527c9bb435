"""From live tables to the JSON of a snapshot, a batch of commitments at a time."""
