"""An appraisal that is a draft, one that is frozen with an objection, and one that is published."""

from __future__ import annotations

from cast_of_people import Cast

from duban.appraisal.rules import read_example_text
from duban_site.appraisal.actions.declare_and_open import declare_scheme, open_appraisal
from duban_site.appraisal.actions.freeze_and_publish import freeze_appraisal, publish_appraisal, raise_objection
from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "appraisals":        ("lnyyyyyy", "--------"),
    "appraisal_scheme":  ("lnynnnnn", "lnynnnnn"),
    "new_appraisal":     ("lnynnnnn", "lnynnnnn"),
    "appraisal":         ("lnyyyyyy", "--------"),
    "appraisal_event":   ("--------", "lnynnnnn"),
    "freeze_appraisal":  ("--------", "lnynnnnn"),
    "publish_appraisal": ("--------", "lnynnnnn"),
    "appraisal_xlsx":    ("lnyyyyyy", "--------"),
    "answer_objection":  ("--------", "lnynnnnn"),
    "appraisal_result":  ("lnyyy4yy", "--------"),
    "object_to":         ("--------", "lnnnynnn"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; of months that were closed for the pages of snapshots."""
    scheme = declare_scheme(cast.shen, read_example_text())
    draft = open_appraisal(cast.shen, plan, scheme)
    frozen = freeze_appraisal(cast.shen, open_appraisal(cast.shen, plan, scheme))
    objection = raise_objection(cast.wei, frozen.results.get(body=cast.water), "迟报的一次是系统停用。")
    shown = freeze_appraisal(cast.shen, open_appraisal(cast.shen, plan, scheme))
    publish_appraisal(cast.shen, shown)
    result = {"pk": shown.results.get(body=cast.water).pk}
    return {
        "new_appraisal": {"pk": plan.pk},
        "appraisal": {"pk": shown.pk},
        "appraisal_xlsx": {"pk": shown.pk},
        "appraisal_event": {"pk": draft.pk},
        "freeze_appraisal": {"pk": draft.pk},
        "publish_appraisal": {"pk": frozen.pk},
        "answer_objection": {"pk": frozen.pk, "objection": objection.pk},
        **dict.fromkeys(("appraisal_result", "object_to"), result),
    }
