"""Stating by when how much should be done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duban.progress import TargetError
from duban_site.access.policy import policy
from duban_site.audit.log import log
from duban_site.errors import Refused
from duban_site.figures.models import Evidence, Milestone, Schedule
from duban_site.figures.targets import target_of
from duban_site.people.actor import Actor, person_or_none
from duban_site.plans.models import Commitment


@transaction.atomic
def set_schedule(actor: Actor, schedule: Schedule) -> Schedule:
    """Write a claim's schedule; the library must be able to follow it."""
    claim = schedule.claim
    policy.require(actor, "figures.schedule", claim.commitment)
    schedule.full_clean(validate_unique=False)
    try:
        target_of(claim, schedule, [])
    except TargetError as error:
        message = _("这个序时计划无法使用：%(reason)s")
        raise Refused(message % {"reason": error}) from error
    schedule.save()
    told: dict[str, Any] = {"kind": schedule.kind, "shares": schedule.shares, "lag": schedule.lag}
    log(actor, "figures.set_schedule", claim, **told)
    return schedule


@transaction.atomic
def add_milestone(actor: Actor, commitment: Commitment, text: str, due: dt.date) -> Milestone:
    """Add a step to a commitment's way."""
    policy.require(actor, "figures.schedule", commitment)
    if not text.strip():
        raise Refused(_("请写明节点内容。"))
    milestone = Milestone.objects.create(commitment=commitment, text=text.strip(), due=due)
    log(actor, "figures.add_milestone", commitment, text=milestone.text, due=due)
    return milestone


@transaction.atomic
def remove_milestone(actor: Actor, milestone: Milestone) -> None:
    """Take back a step that is not accepted yet; the log keeps it."""
    policy.require(actor, "figures.schedule", milestone.commitment)
    if milestone.accepted_on is not None:
        raise Refused(_("已确认完成的节点不能删除。"))
    told = {"text": milestone.text, "due": milestone.due}
    milestone.delete()
    log(actor, "figures.remove_milestone", milestone.commitment, **told)


@transaction.atomic
def accept_milestone(
    actor: Actor,
    milestone: Milestone,
    done_on: dt.date,
    *,
    source: str = "",
    evidence: Evidence | None = None,
) -> Milestone:
    """State that a step is done. It needs a source: working hard is not the same as done."""
    policy.require(actor, "figures.schedule", milestone.commitment)
    held = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if not source.strip() and evidence is None:
        raise Refused(_("请写明完成的依据，或选一份佐证材料。"))
    held.done_on, held.accepted_on = done_on, timezone.localdate()
    held.source, held.evidence = source.strip(), evidence
    held.accepted_by = person_or_none(actor)
    held.save()
    log(actor, "figures.accept_milestone", held.commitment, text=held.text, done_on=done_on)
    return held
