"""督办: supervision orders, what proposes them, and what reminds people of them.

takes plans and figures; gives orders from 拟办 to 归档 with all their steps, notices, digests and
calendars; never decides a stage: the table of `duban.orders` does.
"""
