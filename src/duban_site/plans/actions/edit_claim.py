"""Correct a claim in a draft plan; in a plan in force it is a change of the target (口径调整)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Status, TargetChange

ClaimFields = dict[str, Any]
LATE_FIELDS = frozenset({"baseline", "assigned"})
"""Values that become known only in the course of the year; filling an empty one is no change."""


@transaction.atomic
def edit_claim(actor: Actor, claim: Claim, new_values: ClaimFields) -> Claim:
    """Write corrected fields of a claim (`Claim.EDITABLE`). Raises Refused in a plan in force."""
    policy.require(actor, "plans.review", claim.commitment.plan)
    locked_claim = _lock_claim(claim)
    changes = _find_changes(locked_claim, new_values)
    late_fields = {field_name for field_name in changes if _is_empty(changes[field_name][0])} & LATE_FIELDS
    if locked_claim.commitment.plan.status != Status.DRAFT and changes.keys() - late_fields:
        raise Refused(_("计划已执行。改动目标请办理口径调整，并写明原因。"))
    if changes:
        _write_claim(locked_claim, new_values, changes)
        log_event(actor, "plans.edit_claim", locked_claim, changed=changes)
    return locked_claim


@transaction.atomic
def adjust_target(
    actor: Actor, claim: Claim, new_values: ClaimFields, *, reason: str, document: str = ""
) -> TargetChange:
    """口径调整: change a target of a plan in force; the change is always shown with the claim."""
    policy.require(actor, "plans.adjust_target", claim.commitment.plan)
    locked_claim = _lock_claim(claim)
    changes = _find_changes(locked_claim, new_values)
    if locked_claim.commitment.plan.status == Status.CLOSED:
        raise Refused(_("计划已结束，不能再改。"))
    if not reason.strip():
        raise Refused(_("请写明调整原因。"))
    if not changes:
        raise Refused(_("目标没有变化。"))
    _write_claim(locked_claim, new_values, changes)
    change = TargetChange.objects.create(
        claim=locked_claim,
        reason=reason.strip(),
        document=document.strip(),
        old={field_name: old_and_new[0] for field_name, old_and_new in changes.items()},
        new={field_name: old_and_new[1] for field_name, old_and_new in changes.items()},
        at=utc_now(),
        by=as_person(actor),
    )
    log_event(actor, "plans.adjust_target", locked_claim, reason=reason, changed=changes)
    return change


def _lock_claim(claim: Claim) -> Claim:
    related = Claim.objects.select_related("commitment__plan")
    return related.select_for_update(of=("self",)).get(pk=claim.pk)


def _find_changes(claim: Claim, new_values: ClaimFields) -> dict[str, tuple[str | None, str | None]]:
    """Field → (old, new) as text, for those that differ."""
    unknown_fields = new_values.keys() - set(Claim.EDITABLE)
    if unknown_fields:
        message = f"a claim's {', '.join(sorted(unknown_fields))} cannot be edited"
        raise ValueError(message)
    return {
        field_name: (_text_or_none(getattr(claim, field_name)), _text_or_none(value))
        for field_name, value in new_values.items()
        if getattr(claim, field_name) != value
    }


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def _is_empty(text: str | None) -> bool:
    return text is None or text == ""


def _write_claim(claim: Claim, new_values: ClaimFields, changes: ClaimFields) -> None:
    for field_name in changes:
        setattr(claim, field_name, new_values[field_name])
    models.Model.full_clean(claim, exclude=["commitment", "quote", "number"])
    claim.save(update_fields=list(changes))
