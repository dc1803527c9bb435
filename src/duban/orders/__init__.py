"""督办单: the fixed workflow of a supervision order, its clocks, and the rules that propose it.

Takes a stage and an action, dates and a work calendar, assessments and reports; gives the next
stage, due dates in working days, and proposals with their evidence; never writes, and never opens
an order: a proposal is a person's to confirm.
"""

from duban.orders.clocks import APPEAL_DAYS, CLOCKS, REVISIT_DAYS, Clock, OrderDays, reminder
from duban.orders.colours import Colour, check_raise
from duban.orders.matters import Found, Rule, Standing
from duban.orders.proposing import propose
from duban.orders.reports import Reported, Satisfaction
from duban.orders.stages import (
    TRANSITIONS,
    NotNow,
    Party,
    Stage,
    Transition,
    stage_after,
    transition,
)
from duban.orders.standing import OrderDates, Outcome, outcome

__all__ = [
    "APPEAL_DAYS",
    "CLOCKS",
    "REVISIT_DAYS",
    "TRANSITIONS",
    "Clock",
    "Colour",
    "Found",
    "NotNow",
    "OrderDates",
    "OrderDays",
    "Outcome",
    "Party",
    "Reported",
    "Rule",
    "Satisfaction",
    "Stage",
    "Standing",
    "Transition",
    "check_raise",
    "outcome",
    "propose",
    "reminder",
    "stage_after",
    "transition",
]
