"""Bodies and people from one sheet: the administrator's alone; slips only for whoever made them."""

from __future__ import annotations

from cast_of_people import Cast
from django.utils import timezone

from duban_site.plans.models import Plan
from duban_site.roster.models import SlipSheet

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "roster":              ("lynnnnnn", "lynnnnnn"),
    "slips":               ("lynnnnnn", "lynnnnnn"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments: one sheet of slips that the administrator has not printed."""
    told = {"made_at": timezone.now(), "count": 1, "passwords": '{"lu": "x"}'}
    return {"slips": {"pk": SlipSheet.objects.create(by=cast.ning, **told).pk}}
