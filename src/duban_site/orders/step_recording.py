"""Common parts of all steps: check right, stage and date; then write, notify and log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from duban.orders import ActionNotAllowed, Stage, find_next_stage, get_transition
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person, format_actor_name
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.orders.labels import ACTION_LABELS
from duban_site.orders.models import Order, Step, StepFile
from duban_site.orders.models.order import STAGE_CHOICES
from duban_site.orders.step_notices import notify_of_step
from duban_site.orders.step_paper import StepPaper

STAGE_LABELS = dict(STAGE_CHOICES)


SEPARATED_STEPS: dict[str, tuple[str, ...]] = {
    "pass_check": ("open", "register", "assign"),
    "complete": ("open", "register", "assign", "pass_check"),
    "close": ("open", "register", "assign"),
}
"""Action → earlier actions whose actor may not take it, where duties are separated."""


def lock_for_step(actor: Actor, order: Order, action: str, paper: StepPaper) -> Order:
    """Lock the order for a step. Raises Refused where stage, text, date or person forbid it."""
    policy.require(actor, f"orders.{action}", order)
    locked_order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    try:
        find_next_stage(Stage(locked_order.stage), action)
    except ActionNotAllowed as error:
        raise Refused(_explain_wrong_stage(error)) from error
    if get_transition(action).words and not paper.text.strip():
        raise Refused(_("“%(action)s”须写明内容或理由。") % {"action": ACTION_LABELS[action]})
    _require_later_date(locked_order, paper.on)
    _require_different_person(actor, locked_order, action)
    return locked_order


def record_step(
    actor: Actor,
    locked_order: Order,
    action: str,
    paper: StepPaper,
    *,
    target_stage: Stage | None = None,
    **step_data: Any,
) -> Step:
    """Save the order and its step, notify and log; `target_stage` only for a termination."""
    stage = target_stage or find_next_stage(Stage(locked_order.stage), action)
    if stage != locked_order.stage:
        locked_order.stage, locked_order.stage_since = stage.value, paper.on
    if stage is Stage.TERMINATED:
        locked_order.terminated_on = paper.on
    locked_order.save()
    step = add_step(actor, locked_order, action, paper, **step_data)
    files = [[file.name, file.stored_file.sha256] for file in paper.files]
    log_event(actor, f"orders.{action}", locked_order, on=paper.on, text=step.text, files=files, **step_data)
    return step


def add_step(actor: Actor, locked_order: Order, action: str, paper: StepPaper, **step_data: Any) -> Step:
    """Insert the step with its files, and write its notices."""
    person = as_person(actor)
    step = Step.objects.create(
        order=locked_order,
        action=action,
        stage=locked_order.stage,
        on=paper.on,
        at=utc_now(),
        by=person,
        by_name=format_actor_name(actor) if person is None else person.name,
        body_id=None if person is None else person.body_id,
        text=paper.text.strip(),
        data={key: str(value) for key, value in step_data.items()},
    )
    file_by_hash = {file.stored_file.sha256: file for file in paper.files}
    StepFile.objects.bulk_create(
        StepFile(
            step=step,
            name=file.name,
            sha256=file.stored_file.sha256,
            size=file.stored_file.size,
            content_type=file.stored_file.content_type,
        )
        for file in file_by_hash.values()
    )
    notify_of_step(step)
    return step


def _require_different_person(actor: Actor, locked_order: Order, action: str) -> None:
    """Raises Refused where the same person took the action that this one controls."""
    person = as_person(actor)
    if not settings.SEPARATE_DUTIES or person is None:
        return
    past_actions = set(locked_order.steps.filter(by=person).values_list("action", flat=True))
    past_actions |= {"open"} if locked_order.drafted_by_id == person.pk else set()
    conflicting = [name for name in SEPARATED_STEPS.get(action, ()) if name in past_actions]
    if conflicting:
        earlier_action = str(ACTION_LABELS.get(conflicting[0], _("拟办")))
        message = _("这张督办单的“%(before)s”是您办的，“%(action)s”要由另一位经办人做。")
        raise Refused(message % {"before": earlier_action, "action": ACTION_LABELS[action]})


def _explain_wrong_stage(error: ActionNotAllowed) -> str:
    message = _("督办单现在是“%(stage)s”，不能%(action)s。%(action)s只在这些状态下进行：%(stages)s。")
    stages = "、".join(str(label) for stage_key, label in STAGE_CHOICES if stage_key in error.stages)
    message_values = {"stage": STAGE_LABELS[error.stage], "action": ACTION_LABELS[error.action]}
    return message % {**message_values, "stages": stages}


def _require_later_date(locked_order: Order, step_date: dt.date) -> None:
    last_date = locked_order.steps.order_by("-pk").values_list("on", flat=True).first()
    if last_date is not None and step_date < last_date:
        message = _("这一步的日期 %(on)s 早于上一步的 %(last)s。请核对日期。")
        raise Refused(message % {"on": step_date, "last": last_date})
