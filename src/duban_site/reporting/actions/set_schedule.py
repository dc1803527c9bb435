"""Set a claim's schedule; add, remove and accept milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.assessment import TargetError
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.notices import render_notice
from duban_site.plans.actions.edit_claim import edit_claim
from duban_site.plans.models import Commitment
from duban_site.reporting.automatic_assessment import enqueue_assessment
from duban_site.reporting.models import Evidence, Milestone, Schedule
from duban_site.reporting.targets import build_target


@transaction.atomic
def set_schedule(actor: Actor, schedule: Schedule, claim_values: Mapping[str, Decimal] | None = None) -> Schedule:
    """Write a claim's schedule. Raises Refused if the library cannot assess by it.

    `claim_values` are values of the claim that became known late: its baseline, the value assigned.
    """
    claim = schedule.claim
    policy.require(actor, "reporting.schedule", claim.commitment)
    if claim_values:
        claim = schedule.claim = edit_claim(actor, claim, dict(claim_values))
    _require_comparable(schedule)
    schedule.full_clean(validate_unique=False)
    try:
        build_target(claim, schedule, [])
    except TargetError as error:
        message = _("这个序时计划无法使用：%(reason)s")
        raise Refused(message % {"reason": f"{error.field}: {render_notice(error.notices[0])}"}) from error
    schedule.save()
    details: dict[str, Any] = {"kind": schedule.kind, "shares": schedule.shares, "lag": schedule.lag}
    if comparison := schedule.reference or schedule.published_series:
        details["compared_with"] = str(comparison)
    log_event(actor, "reporting.set_schedule", claim, **details)
    return schedule


def _require_comparable(schedule: Schedule) -> None:
    """Refuse a comparison with the claim itself, with another plan, or in a different unit."""
    claim, reference = schedule.claim, schedule.reference
    series, plan_id = schedule.published_series, schedule.claim.commitment.plan_id
    if reference is None and series is None:
        return
    if reference == claim:
        raise Refused(_("不能与自己比较。请选另一个指标。"))
    reference_plan_id, reference_unit = None, ""
    if series is not None:
        reference_plan_id, reference_unit = series.plan_id, series.unit
    elif reference is not None:
        reference_plan_id, reference_unit = reference.commitment.plan_id, reference.unit
    if reference_plan_id != plan_id:
        raise Refused(_("参照指标不在本计划里。"))
    units = {claim.unit or "%", reference_unit or "%"}
    if len(units) > 1:
        details = {"units": "、".join(sorted(units))}
        raise Refused(_("单位不同（%(units)s），不能比较。请选单位相同的指标。") % details)


@transaction.atomic
def add_milestone(actor: Actor, commitment: Commitment, text: str, due: dt.date) -> Milestone:
    """Add a milestone to a commitment."""
    policy.require(actor, "reporting.schedule", commitment)
    if not text.strip():
        raise Refused(_("请写明节点内容。"))
    milestone = Milestone.objects.create(commitment=commitment, text=text.strip(), due=due)
    log_event(actor, "reporting.add_milestone", commitment, text=milestone.text, due=due)
    return milestone


@transaction.atomic
def remove_milestone(actor: Actor, milestone: Milestone) -> None:
    """Delete a milestone that is not accepted yet; the log records it."""
    policy.require(actor, "reporting.schedule", milestone.commitment)
    if milestone.accepted_on is not None:
        raise Refused(_("已确认完成的节点不能删除。"))
    details = {"text": milestone.text, "due": milestone.due}
    milestone.delete()
    log_event(actor, "reporting.remove_milestone", milestone.commitment, **details)


@transaction.atomic
def accept_milestone(
    actor: Actor, milestone: Milestone, done_on: dt.date, *, source: str = "", evidence: Evidence | None = None
) -> Milestone:
    """Accept a milestone as done on a day. Raises Refused without a source or evidence."""
    policy.require(actor, "reporting.schedule", milestone.commitment)
    locked_milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if not source.strip() and evidence is None:
        raise Refused(_("请写明完成的依据，或选一份佐证材料。"))
    locked_milestone.done_on, locked_milestone.accepted_on = done_on, today()
    locked_milestone.source, locked_milestone.evidence = source.strip(), evidence
    locked_milestone.accepted_by = as_person(actor)
    locked_milestone.save()
    log_event(
        actor, "reporting.accept_milestone", locked_milestone.commitment, text=locked_milestone.text, done_on=done_on
    )
    enqueue_assessment(locked_milestone.commitment.plan)
    return locked_milestone
