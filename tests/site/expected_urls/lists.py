"""Lists and guides: everybody sees those of what they may see; the office changes many rows."""

from __future__ import annotations

from cast_of_people import Cast

from duban_site.core.clock import utc_now
from duban_site.lists.models import BatchChange
from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "guides":            ("lyyyyyyy", "--------"),
    "guide":             ("lyyyyyyy", "--------"),
    "rights":            ("lyyyyyyy", "--------"),
    "lists":             ("lnyyyyyy", "--------"),
    "list":              ("lnyyyyyy", "--------"),
    "list_file":         ("lnyyyyyy", "--------"),
    "change_many":       ("--------", "lnynnnnn"),
    "undo_change":       ("--------", "lnynnnnn"),
    "save_view":         ("--------", "lnyyyyyn"),
}  # fmt: skip


def things(_plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    made = BatchChange.objects.create(person=cast.shen, listing="commitments", operation="star", at=utc_now())
    name = {"name": "commitments"}
    return {
        **dict.fromkeys(("list", "change_many", "save_view"), name),
        "guide": {"name": "officer"},
        "list_file": name | {"suffix": "csv"},
        "undo_change": {"pk": made.pk},
    }
