"""Correct a claim in a draft plan; in a plan in force it is a change of the target (口径调整)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Status, TargetChange

Fields = dict[str, Any]
ASSIGNED_LATER = frozenset({"baseline", "assigned"})
"""Values that become known only in the course of the year; filling an empty one is no change."""


@transaction.atomic
def edit_claim(actor: Actor, claim: Claim, new: Fields) -> Claim:
    """Write corrected fields of a claim (`Claim.EDITABLE`). Raises Refused in a plan in force."""
    policy.require(actor, "plans.review", claim.commitment.plan)
    held = _held(claim)
    changed = _changed(held, new)
    late = {name for name in changed if _was_empty(changed[name][0])} & ASSIGNED_LATER
    if held.commitment.plan.status != Status.DRAFT and changed.keys() - late:
        raise Refused(_("计划已执行。改动目标请办理口径调整，并写明原因。"))
    if changed:
        _write(held, new, changed)
        log(actor, "plans.edit_claim", held, changed=changed)
    return held


@transaction.atomic
def adjust_target(
    actor: Actor, claim: Claim, new: Fields, *, reason: str, document: str = ""
) -> TargetChange:
    """口径调整: change a target of a plan in force; the change is always shown with the claim."""
    policy.require(actor, "plans.adjust_target", claim.commitment.plan)
    held = _held(claim)
    changed = _changed(held, new)
    if held.commitment.plan.status == Status.CLOSED:
        raise Refused(_("计划已结束，不能再改。"))
    if not reason.strip():
        raise Refused(_("请写明调整原因。"))
    if not changed:
        raise Refused(_("目标没有变化。"))
    _write(held, new, changed)
    change = TargetChange.objects.create(
        claim=held,
        reason=reason.strip(),
        document=document.strip(),
        old={name: pair[0] for name, pair in changed.items()},
        new={name: pair[1] for name, pair in changed.items()},
        at=utc_now(),
        by=person_or_none(actor),
    )
    log(actor, "plans.adjust_target", held, reason=reason, changed=changed)
    return change


def _held(claim: Claim) -> Claim:
    related = Claim.objects.select_related("commitment__plan")
    return related.select_for_update(of=("self",)).get(pk=claim.pk)


def _changed(claim: Claim, new: Fields) -> dict[str, tuple[str | None, str | None]]:
    """Field → (old, new) as text, for those that differ."""
    unknown = new.keys() - set(Claim.EDITABLE)
    if unknown:
        msg = f"a claim's {', '.join(sorted(unknown))} cannot be edited"
        raise ValueError(msg)
    return {
        name: (_text(getattr(claim, name)), _text(value))
        for name, value in new.items()
        if getattr(claim, name) != value
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _was_empty(text: str | None) -> bool:
    return text is None or text == ""


def _write(claim: Claim, new: Fields, changed: Fields) -> None:
    for name in changed:
        setattr(claim, name, new[name])
    models.Model.full_clean(claim, exclude=["commitment", "quote", "number"])
    claim.save(update_fields=list(changed))
