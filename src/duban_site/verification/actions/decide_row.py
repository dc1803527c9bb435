"""Change the verdict of a row, or restore the proposed one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.verification.models import JUDGEMENTS, CheckRow

MAX_REASON_LENGTH = 300


@transaction.atomic
def decide_row(actor: Actor, row: CheckRow, judgement: str, reason: str) -> CheckRow:
    """Change a draft's verdict. Another verdict than the proposed one needs a reason."""
    policy.require(actor, "verification.make", row.check_of.plan)
    locked_row = CheckRow.objects.select_for_update(of=("self",)).select_related("check_of").get(pk=row.pk)
    if locked_row.check_of.is_confirmed:
        raise Refused(_("核对已经确认，不能再改。要改请重新核对一次。"))
    if judgement not in dict(JUDGEMENTS):
        raise Refused(_("请选择评价。"))
    stripped_reason = reason.strip()
    if judgement != locked_row.proposed and not stripped_reason:
        raise Refused(_("与系统的评价不同，请写明理由。"))
    if len(stripped_reason) > MAX_REASON_LENGTH:
        raise Refused(_("理由最多 %(n)s 字。") % {"n": MAX_REASON_LENGTH})
    earlier_judgement = locked_row.judgement
    locked_row.judgement = judgement
    locked_row.reason = stripped_reason if judgement != locked_row.proposed else ""
    locked_row.decided_by = as_person(actor)
    locked_row.save(update_fields=["judgement", "reason", "decided_by"])
    details = {"row": locked_row.order, "before": earlier_judgement, "after": judgement, "reason": locked_row.reason}
    log_event(actor, "verification.decide", locked_row.check_of, **details)
    return locked_row
