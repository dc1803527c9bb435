"""督办单: the fixed workflow of a supervision order, its clocks, and the rules that propose it.

Takes a stage and an action, dates and a work calendar, assessments and reports; gives the next
stage, due dates in working days, and proposals with their evidence; never writes, and never opens
an order: a proposal is a person's to confirm.
"""

from duban.orders.clocks import APPEAL_DAYS, CLOCK_BY_STAGE, REVISIT_DAYS, Clock, OrderDays, find_reminder
from duban.orders.colours import Colour, check_raise
from duban.orders.outcomes import OrderDates, Outcome, determine_outcome
from duban.orders.proposal_rules import propose_orders
from duban.orders.proposals import OrderProposal, Rule, Standing
from duban.orders.reports import MonthlyReport, Satisfaction
from duban.orders.stages import TRANSITIONS, ActionNotAllowed, Party, Stage, Transition, find_next_stage, get_transition

__all__ = [
    "APPEAL_DAYS",
    "CLOCK_BY_STAGE",
    "REVISIT_DAYS",
    "TRANSITIONS",
    "ActionNotAllowed",
    "Clock",
    "Colour",
    "MonthlyReport",
    "OrderDates",
    "OrderDays",
    "OrderProposal",
    "Outcome",
    "Party",
    "Rule",
    "Satisfaction",
    "Stage",
    "Standing",
    "Transition",
    "check_raise",
    "determine_outcome",
    "find_next_stage",
    "find_reminder",
    "get_transition",
    "propose_orders",
]
