"""考核: a body's score by rules that the office declares, from months that are frozen.

Takes rules (TOML) and facts: tasks, reports, orders and events, each with the id of its row; gives
a Score for each body whose every line cites its rows. Never reads a live table, never guesses a
weight, and nothing that arrives late, is split, lowered or copied raises a score.
"""

from duban.appraisal.facts import Event, Facts, Order, Report, TaskMonth
from duban.appraisal.rules import AppraisalRules, RulesError
from duban.appraisal.scoring import Score, ScoreLine, appraise, simulate_improvements
from duban.appraisal.workbook import write_appraisal_xlsx

__all__ = [
    "AppraisalRules",
    "Event",
    "Facts",
    "Order",
    "Report",
    "RulesError",
    "Score",
    "ScoreLine",
    "TaskMonth",
    "appraise",
    "simulate_improvements",
    "write_appraisal_xlsx",
]
