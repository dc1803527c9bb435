"""留痕: the log of every change.

takes what an action did, within its transaction; gives a chain of events, each sealed with the hash
of the one before, and a verdict on the chain; never changes or removes an event.
"""
