"""留痕: the log of every change.

takes an action and its changes, within its transaction; gives a chain of events, each with the hash
of the previous event, and a verification of the chain; never changes or removes an event.
"""
