"""Takes last year's report and this year's results: a report, a bulletin, or published figures.

Gives one Verdict for every target of last year, or one Change for every target of two plans.
Never judges silence as failure, and never says `met` where the match is doubtful.
"""

from duban.years.figures import FiguresError, read_figures
from duban.years.gathering import results, targets
from duban.years.model import Change, ChangeKind, Judgement, Result, Target, Verdict
from duban.years.plans import compare_plans
from duban.years.saying import wanted
from duban.years.verifying import verify, verify_figures

__all__ = [
    "Change",
    "ChangeKind",
    "FiguresError",
    "Judgement",
    "Result",
    "Target",
    "Verdict",
    "compare_plans",
    "read_figures",
    "results",
    "targets",
    "verify",
    "verify_figures",
    "wanted",
]
