"""考核: a body's score by rules that the office declares, from months that are frozen.

Takes rules (TOML) and facts: tasks, reports, orders and events, each with the id of its row; gives
a Score for each body whose every line cites its rows. Never reads a live table, never guesses a
weight, and nothing that arrives late, is split, lowered or copied raises a score.
"""

from duban.appraisal.facts import Event, Facts, Order, Report, TaskMonth
from duban.appraisal.rules import Rules, RulesError
from duban.appraisal.scoring import Line, Score, appraise, what_if
from duban.appraisal.workbook import appraisal_xlsx

__all__ = [
    "Event",
    "Facts",
    "Line",
    "Order",
    "Report",
    "Rules",
    "RulesError",
    "Score",
    "TaskMonth",
    "appraisal_xlsx",
    "appraise",
    "what_if",
]
