"""规则: what a register asks of each kind of event.

takes a declaration, a record, an event and the actor's rights; gives refusals, each with its
reason; never changes a record.
"""
