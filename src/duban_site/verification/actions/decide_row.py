"""Change the verdict of a row, or restore the proposed one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.verification.models import JUDGEMENTS, CheckRow

LONGEST = 300


@transaction.atomic
def decide_row(actor: Actor, row: CheckRow, judgement: str, reason: str) -> CheckRow:
    """Change a draft's verdict. Another verdict than the proposed one needs a reason."""
    policy.require(actor, "verification.make", row.check_of.plan)
    held = (
        CheckRow.objects.select_for_update(of=("self",)).select_related("check_of").get(pk=row.pk)
    )
    if held.check_of.is_confirmed:
        raise Refused(_("核对已经确认，不能再改。要改请重新核对一次。"))
    if judgement not in dict(JUDGEMENTS):
        raise Refused(_("请选择评价。"))
    said = reason.strip()
    if judgement != held.proposed and not said:
        raise Refused(_("与系统的评价不同，请写明理由。"))
    if len(said) > LONGEST:
        raise Refused(_("理由最多 %(n)s 字。") % {"n": LONGEST})
    before = held.judgement
    held.judgement = judgement
    held.reason = said if judgement != held.proposed else ""
    held.decided_by = person_or_none(actor)
    held.save(update_fields=["judgement", "reason", "decided_by"])
    told = {"row": held.order, "before": before, "after": judgement, "reason": held.reason}
    log(actor, "verification.decide", held.check_of, **told)
    return held
