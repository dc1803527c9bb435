"""进度: promises meet figures.

takes a Target (a claim with its schedule), a Series and a date; gives an Assessment: status, light,
gap, forecast and the sum behind them; never reads text, a clock or a figure not yet published.
"""

from duban.assessment.assess_targets import assess
from duban.assessment.assessment import Assessment
from duban.assessment.bulk import assess_all
from duban.assessment.model import Adjustment, Figures, Forecast, Light, Method, Milestone, Status
from duban.assessment.parse_fields import TargetError
from duban.assessment.rules import DEFAULT_RULES, Rules, RulesError, list_rule_names
from duban.assessment.schedule import Schedule, ScheduleError, ScheduleKind, Share
from duban.assessment.sums import FLAG_TEXTS, REASON_TEXTS
from duban.assessment.target import Target

__all__ = [
    "DEFAULT_RULES",
    "FLAG_TEXTS",
    "REASON_TEXTS",
    "Adjustment",
    "Assessment",
    "Figures",
    "Forecast",
    "Light",
    "Method",
    "Milestone",
    "Rules",
    "RulesError",
    "Schedule",
    "ScheduleError",
    "ScheduleKind",
    "Share",
    "Status",
    "Target",
    "TargetError",
    "assess",
    "assess_all",
    "list_rule_names",
]
