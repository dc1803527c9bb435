"""Bulletins: this one is a draft that was not circulated yet."""

from __future__ import annotations

from cast_of_people import Cast

from duban_site.bulletins.actions.write_bulletin import write_bulletin
from duban_site.plans.models import Plan
from duban_site.snapshots.models import Snapshot

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "bulletins":         ("lnyyyyyy", "--------"),
    "write_bulletin":    ("--------", "lnynnnnn"),
    "bulletin":          ("lny4444y", "--------"),
    "edit_bulletin":     ("lnynnnnn", "lnynnnnn"),
    "bind_bulletin":     ("--------", "lnynnnnn"),
    "circulate":         ("--------", "lnynnnnn"),
    "comment":           ("--------", "lnn444nn"),
    "answer":            ("--------", "ln4nnnnn"),
    "issue":             ("--------", "lnynnnnn"),
    "bulletin_docx":     ("lny4444y", "--------"),
    "bulletin_pdf":      ("lny4444y", "--------"),
    "bulletin_xlsx":     ("lny4444y", "--------"),
    "papers":            ("lnynnnny", "--------"),
    "paper":             ("lnynnnny", "--------"),
    "letter":            ("lnynnnny", "--------"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; the month was closed for the snapshots' pages."""
    closed = Snapshot.objects.get(plan=plan)
    of_month: dict[str, object] = {"pk": closed.pk}
    draft: dict[str, object] = {"pk": write_bulletin(cast.shen, closed).pk}
    return {
        **{name: draft for name in TABLE if name not in ("bulletins", "write_bulletin")},
        "answer": draft | {"comment": 1},
        "write_bulletin": of_month,
        "papers": of_month,
        "paper": of_month | {"kind": "comparison", "form": "docx"},
        "letter": of_month | {"body": cast.water.pk, "form": "docx"},
    }
