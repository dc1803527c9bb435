"""计划: from a report to a plan in force.

takes a report as the library reads it and the office's decisions; gives parts, commitments, claims,
who answers for them, and every change of a target; never counts a commitment that nobody accepted.
"""
