"""督办: supervision orders, what proposes them, and what reminds people of them.

takes the plans and figures below; gives orders from 拟办 to 归档, each step of which stays,
notices, digests and calendars; never decides a stage: the table of `duban.orders` does.
"""
