"""Common parts of all steps: check right, stage and date; then write, notify and log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from duban.orders import NotNow, Stage, stage_after, transition
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, actor_name, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Step, StepFile
from duban_site.orders.models.order import STAGES
from duban_site.orders.paper import Paper
from duban_site.orders.telling import tell
from duban_site.orders.words import ACTIONS

STAGE_WORDS = dict(STAGES)


APART: dict[str, tuple[str, ...]] = {
    "pass_check": ("open", "register", "assign"),
    "complete": ("open", "register", "assign", "pass_check"),
    "close": ("open", "register", "assign"),
}
"""Action → earlier actions whose actor may not take it, where duties are separated."""


def begin(actor: Actor, order: Order, action: str, paper: Paper) -> Order:
    """Lock the order for a step. Raises Refused where stage, text, date or person forbid it."""
    policy.require(actor, f"orders.{action}", order)
    held = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    try:
        stage_after(Stage(held.stage), action)
    except NotNow as error:
        raise Refused(_not_now(error)) from error
    if transition(action).words and not paper.text.strip():
        raise Refused(_("“%(action)s”须写明内容或理由。") % {"action": ACTIONS[action]})
    _not_before_the_last(held, paper.on)
    _require_another(actor, held, action)
    return held


def finish(
    actor: Actor, held: Order, action: str, paper: Paper, *, to: Stage | None = None, **data: Any
) -> Step:
    """Save the order and its step, notify and log; `target_stage` only for a termination."""
    stage = to or stage_after(Stage(held.stage), action)
    if stage != held.stage:
        held.stage, held.stage_since = stage.value, paper.on
    if stage is Stage.TERMINATED:
        held.terminated_on = paper.on
    held.save()
    step = add_step(actor, held, action, paper, **data)
    files = [[f.name, f.stored.sha256] for f in paper.files]
    log(actor, f"orders.{action}", held, on=paper.on, text=step.text, files=files, **data)
    return step


def add_step(actor: Actor, held: Order, action: str, paper: Paper, **data: Any) -> Step:
    """Insert the step with its files, and write its notices."""
    person = person_or_none(actor)
    step = Step.objects.create(
        order=held,
        action=action,
        stage=held.stage,
        on=paper.on,
        at=utc_now(),
        by=person,
        by_name=actor_name(actor) if person is None else person.name,
        body_id=None if person is None else person.body_id,
        text=paper.text.strip(),
        data={key: str(value) for key, value in data.items()},
    )
    by_hash = {file.stored.sha256: file for file in paper.files}
    StepFile.objects.bulk_create(
        StepFile(
            step=step,
            name=file.name,
            sha256=file.stored.sha256,
            size=file.stored.size,
            content_type=file.stored.content_type,
        )
        for file in by_hash.values()
    )
    tell(step)
    return step


def _require_another(actor: Actor, held: Order, action: str) -> None:
    """Raises Refused where the same person took the action that this one controls."""
    person = person_or_none(actor)
    if not settings.SEPARATE_DUTIES or person is None:
        return
    done = set(held.steps.filter(by=person).values_list("action", flat=True))
    done |= {"open"} if held.drafted_by_id == person.pk else set()
    mine = [name for name in APART.get(action, ()) if name in done]
    if mine:
        before = str(ACTIONS.get(mine[0], _("拟办")))
        message = _("这张督办单的“%(before)s”是您办的，“%(action)s”要由另一位经办人做。")
        raise Refused(message % {"before": before, "action": ACTIONS[action]})


def _not_now(error: NotNow) -> str:
    message = _(
        "督办单现在是“%(stage)s”，不能%(action)s。%(action)s只在这些状态下进行：%(stages)s。"
    )
    stages = "、".join(str(word) for key, word in STAGES if key in error.stages)
    named = {"stage": STAGE_WORDS[error.stage], "action": ACTIONS[error.action]}
    return message % {**named, "stages": stages}


def _not_before_the_last(held: Order, on: dt.date) -> None:
    last = held.steps.order_by("-pk").values_list("on", flat=True).first()
    if last is not None and on < last:
        message = _("这一步的日期 %(on)s 早于上一步的 %(last)s。请核对日期。")
        raise Refused(message % {"on": on, "last": last})
