"""Months closed and published; files of evidence marked public."""

from __future__ import annotations

import datetime as dt

from cast_of_people import Cast

from duban_site.plans.models import Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.snapshots.actions.close_month import close_month

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "evidence_public":   ("--------", "ln4nnnnn"),
    "months_of_plans":   ("lnynnnny", "--------"),
    "months":            ("lnynnnny", "--------"),
    "close_month":       ("--------", "lnynnnnn"),
    "snapshot":          ("lnynnnny", "--------"),
    "publish":           ("lnynnnnn", "lnynnnnn"),
    "withdraw":          ("--------", "lnynnnnn"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; the file is the water bureau's draft."""
    from duban_site.reporting.models import Evidence

    assess_plan(cast.shen, plan, dt.date(plan.year, 4, 15))
    closed = {"pk": close_month(cast.shen, plan, 3).pk}
    return {
        "evidence_public": {"pk": Evidence.objects.get().pk},
        "months": {"pk": plan.pk},
        "close_month": {"pk": plan.pk},
        **dict.fromkeys(("snapshot", "publish", "withdraw"), closed),
    }
