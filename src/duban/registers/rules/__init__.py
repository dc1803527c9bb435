"""规则: the rules of a register for each kind of event.

Takes a declaration, a record, an event and the actor's rights; gives refusals, each with its
reason; never changes a record.
"""
