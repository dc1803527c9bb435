"""Takes last year's report and this year's results: a report, a bulletin, or published figures.

Gives one Verdict for every target of last year, or one Change for every target of two plans.
Never takes a missing result for a failure, and never says `met` where the match is doubtful.
"""

from duban.verification.figures import FiguresError, read_figures
from duban.verification.gather_claims import gather_results, gather_targets
from duban.verification.judge_report import verify, verify_figures
from duban.verification.model import Change, ChangeKind, Judgement, Result, Target, Verdict
from duban.verification.plans import compare_plans
from duban.verification.target_text import render_result, render_target

__all__ = [
    "Change",
    "ChangeKind",
    "FiguresError",
    "Judgement",
    "Result",
    "Target",
    "Verdict",
    "compare_plans",
    "gather_results",
    "gather_targets",
    "read_figures",
    "render_result",
    "render_target",
    "verify",
    "verify_figures",
]
