"""Set the schedules of many commitments at once, by a template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban.assessment.plan_schedule import PlannedSchedule, PlannedStep, plan_schedule
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Commitment, Plan, State, Status
from duban_site.reporting.actions.set_schedule import set_schedule
from duban_site.reporting.models import Milestone, Schedule
from duban_site.reporting.models.schedule import ScheduleKind

QUARTER_SHARES = {3: "0.25", 6: "0.5", 9: "0.75", 12: "1"}


class ScheduleTemplate(models.TextChoices):
    """How a selected commitment's schedule is to be set."""

    WORDS = "words", gettext_lazy("按原文的时间词")
    EVEN = "even", gettext_lazy("按月均匀")
    QUARTERLY = "quarterly", gettext_lazy("按季度（每季 25%）")
    YEAR_END = "year_end", gettext_lazy("年末一次评价")
    TWO_STEPS = "two_steps", gettext_lazy("上半年启动、年底完成两个节点")
    CLEAR = "clear", gettext_lazy("清除安排，恢复默认")


def plan_from_text(commitment: Commitment) -> PlannedSchedule:
    """The schedule that the commitment's text suggests."""
    claims = list_followed_claims(commitment)
    names = [claim.indicator for claim in claims]
    return plan_schedule(commitment.text, commitment.plan.year, names, is_measured=bool(claims))


def list_followed_claims(commitment: Commitment) -> list[Claim]:
    """The claims followed by figures (all but results); uses prefetched claims."""
    return [claim for claim in commitment.claims.all() if claim.role != "result"]


@transaction.atomic
def set_schedules(actor: Actor, plan: Plan, commitments: Iterable[Commitment], template: ScheduleTemplate) -> int:
    """Set the commitments' schedules by a template; return how many changed.

    Milestones that are accepted stay as they are; those not yet accepted are replaced.
    """
    policy.require(actor, "reporting.schedule", plan)
    if plan.status == Status.CLOSED:
        raise Refused(_("计划已结束，不能再改。"))
    return sum(_apply_template(actor, commitment, template) for commitment in commitments)


def _apply_template(actor: Actor, commitment: Commitment, template: ScheduleTemplate) -> bool:
    if commitment.state not in (State.ACCEPTED, State.PROPOSED):
        return False
    year = commitment.plan.year
    if template is ScheduleTemplate.WORDS:
        suggestion = plan_from_text(commitment)
        return _write_schedule(actor, commitment, suggestion.kind.value, {}, suggestion.steps, suggestion.deadline)
    if template is ScheduleTemplate.TWO_STEPS:
        return _write_schedule(actor, commitment, "even", {}, build_two_steps(commitment.text, year), None)
    if template is ScheduleTemplate.CLEAR:
        return _write_schedule(actor, commitment, "even", {}, (), None)
    kind_by_template = {
        ScheduleTemplate.EVEN: "even",
        ScheduleTemplate.QUARTERLY: "step",
        ScheduleTemplate.YEAR_END: "annual",
    }
    shares = {}
    if template is ScheduleTemplate.QUARTERLY:
        shares = {f"{year}-{month:02d}": share for month, share in QUARTER_SHARES.items()}
    year_end_steps = (PlannedStep(dt.date(year, 12, 31), _shorten_text(commitment.text)),)
    steps = () if list_followed_claims(commitment) else year_end_steps
    return _write_schedule(actor, commitment, kind_by_template[template], shares, steps, None)


def build_two_steps(text: str, year: int) -> tuple[PlannedStep, ...]:
    """A start by the middle of the year and completion at its end."""
    return (
        PlannedStep(dt.date(year, 6, 30), _("制定方案并启动实施")),
        PlannedStep(dt.date(year, 12, 31), _("完成：%s") % _shorten_text(text)),
    )


def _shorten_text(text: str) -> str:
    return text.rstrip("。；;，")[:200]


def _write_schedule(
    actor: Actor,
    commitment: Commitment,
    kind: str,
    shares: dict[str, str],
    steps: tuple[PlannedStep, ...],
    deadline: dt.date | None,
) -> bool:
    changes = [_write_claim(actor, claim, kind, shares) for claim in list_followed_claims(commitment)]
    changes.append(_write_steps(commitment, steps))
    if deadline is not None and commitment.deadline is None:
        commitment.deadline = deadline
        commitment.save(update_fields=["deadline"])
        changes.append(True)
    if not any(changes):
        return False
    logged_steps = [{"due": step.due, "text": step.text} for step in steps]
    log_event(actor, "reporting.plan_steps", commitment, kind=kind, steps=logged_steps)
    return True


def _write_claim(actor: Actor, claim: Claim, kind: str, shares: dict[str, str]) -> bool:
    """Set the claim's schedule, keeping its comparison; return whether it changed."""
    if kind not in ScheduleKind.values:
        kind = ScheduleKind.EVEN
    schedule = Schedule.objects.filter(claim=claim).first() or Schedule(claim=claim)
    if (schedule.kind, schedule.shares) == (kind, shares):
        return False
    schedule.claim, schedule.kind, schedule.shares = claim, kind, shares
    set_schedule(actor, schedule)
    return True


def _write_steps(commitment: Commitment, steps: tuple[PlannedStep, ...]) -> bool:
    """Replace the milestones that are not accepted yet; return whether any changed."""
    current_steps = list(commitment.milestones.all())
    open_steps = [step for step in current_steps if step.accepted_on is None]
    new_steps = [(step.due, step.text[:300]) for step in steps]
    if [(step.due, step.text) for step in open_steps] == new_steps:
        return False
    commitment.milestones.filter(accepted_on=None).delete()
    accepted_texts = {step.text for step in current_steps if step.accepted_on is not None}
    Milestone.objects.bulk_create(
        Milestone(commitment=commitment, due=due, text=text) for due, text in new_steps if text not in accepted_texts
    )
    return True
