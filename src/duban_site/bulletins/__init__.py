"""通报: the periodic report on a plan, written from a snapshot.

takes a closed month; gives a bulletin whose words the office edits and whose numbers stay those of
the snapshot; never takes a number from live tables, never changes a bulletin that was issued.
"""
