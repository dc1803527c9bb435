"""A finished year held against the next report: a draft, and one that is confirmed."""

from __future__ import annotations

from cast_of_people import Cast
from next_year import NEXT

from duban_site.plans.models import Plan
from duban_site.verification.actions.confirm_check import confirm_check
from duban_site.verification.actions.open_check import open_check

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "year_checks":       ("lnyyyyyy", "--------"),
    "new_check":         ("lnynnnnn", "lnynnnnn"),
    "year_check":        ("lnyyyyyy", "--------"),
    "decide_row":        ("--------", "lnynnnnn"),
    "confirm_check":     ("--------", "lnynnnnn"),
    "discard_check":     ("--------", "lnynnnnn"),
    "year_check_facing": ("lnyyyyyy", "--------"),
    "contrast_xlsx":     ("lnyyyyyy", "--------"),
    "contrast_docx":     ("lnyyyyyy", "--------"),
    "comparison":         ("lnyyyyyy", "--------"),
    "comparison_csv":     ("lnyyyyyy", "--------"),
    "comparison_json":    ("lnyyyyyy", "--------"),
    "comparison_xlsx":    ("lnyyyyyy", "--------"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments."""
    draft = open_check(cast.shen, plan, "next.txt", NEXT.encode())
    confirmed = confirm_check(cast.shen, open_check(cast.shen, plan, "next.txt", NEXT.encode()))
    seen, row = {"pk": confirmed.pk}, draft.rows.first()
    assert row is not None
    return {
        "new_check": {"pk": plan.pk},
        "decide_row": {"pk": draft.pk, "row": row.pk},
        "confirm_check": {"pk": draft.pk},
        "discard_check": {"pk": draft.pk},
        **dict.fromkeys(("year_check", "year_check_facing", "contrast_xlsx", "contrast_docx"), seen),
    }
