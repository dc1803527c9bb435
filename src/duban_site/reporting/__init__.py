"""数据: schedule, monthly reporting, figures and their versions, assessments.

takes what bodies report and the office accepts; gives figures that are never overwritten and the
library's assessments with their sums; never judges a figure by a rule of its own.
"""
