"""A bulletin read for a plan: what it proposes, and who may decide."""

from __future__ import annotations

from cast_of_people import Cast

from duban_site.observation.actions.store_document import store_document
from duban_site.observation.reading import read_document
from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "observation":       ("lnyyyyyy", "--------"),
    "observe":           ("lnynnnnn", "lnynnnnn"),
    "observed":          ("lnyyyyyy", "--------"),
    "decide_proposal":   ("--------", "lnynnnnn"),
    "accept_sure":       ("--------", "lnynnnnn"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments."""
    text = f"{plan.city}{plan.year}年国民经济和社会发展统计公报\n全年地区生产总值增长5.5%。\n"
    document = store_document(cast.shen, plan, read_document(plan, "b.txt", text.encode()))
    row = document.proposals.first()
    assert row is not None
    own = {"pk": document.pk}
    return {"observe": {"pk": plan.pk}, "observed": own, "decide_proposal": own | {"row": row.pk}, "accept_sure": own}
