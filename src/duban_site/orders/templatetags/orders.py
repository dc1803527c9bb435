"""Template tags of orders: chips, labels, and the orders of a commitment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from duban.orders import TRANSITIONS, Outcome, Party
from duban.orders.clocks import CLOCK_BY_STAGE
from duban.orders.stages import WITH_BODY
from duban_site.core.access.policy import policy
from duban_site.orders import queries
from duban_site.orders.labels import ACTION_LABELS, OUTCOME_LABELS
from duban_site.orders.models import Notice, Order, Step
from duban_site.orders.models.order import COLOUR_CHOICES, STAGE_CHOICES
from duban_site.orders.notice_words import render_sentence
from duban_site.people.models import Role

register = template.Library()
COLOUR_LABELS, STAGE_LABELS = dict(COLOUR_CHOICES), dict(STAGE_CHOICES)
COLOUR_SIGNS = {"blue": "◆", "orange": "▲", "red": "■"}
ACTION_BY_STAGE = {
    "drafted": "draft",
    "registered": "register",
    "assigned": "assign",
    "received": "receive",
    "handling": "handle",
    "replied": "reply",
    "checked": "pass_check",
    "completed": "complete",
    "closed": "close",
    "archived": "archive",
}
"""Stage → the action that leads there, in order."""


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step on the way of an order: its word, its state, who takes it, within how many working days."""

    word: str
    state: str
    parties: str
    days: int | None


@register.simple_tag
def colour_chip(order: Order) -> SafeString:
    """The chip of the colour (蓝、橙、红) with sign and word, and of 挂牌."""
    listed_chip = format_html(' <span class="chip red">⚑ {}</span>', _("挂牌")) if order.listed else ""
    return format_html(
        '<span class="chip order-{}"><span aria-hidden="true">{}</span>{}</span>{}',
        order.colour,
        COLOUR_SIGNS[order.colour],
        COLOUR_LABELS[order.colour],
        listed_chip,
    )


@register.simple_tag
def stage_chip(order: Order) -> SafeString:
    """The chip of the stage."""
    is_done = order.stage in ("completed", "closed", "archived")
    return format_html('<span class="chip {}">{}</span>', "green" if is_done else "", STAGE_LABELS[order.stage])


@register.simple_tag
def due_date_chip(order: Order, today: dt.date) -> SafeString:
    """The due date with a chip: overdue, today, or days remaining."""
    if order.due is None:
        return format_html('<span class="quiet">{}</span>', _("未定"))
    due_text = order.due.isoformat()
    days_late = order.days_late(today)
    if days_late:
        time_text, chip_colour = _("逾期 %(days)s 天") % {"days": days_late}, "red"
    elif order.stage not in {stage.value for stage in WITH_BODY}:
        return format_html("{}", due_text)
    else:
        days_remaining = (order.due - today).days
        time_text = _("今天到期") if not days_remaining else _("还有 %(days)s 天") % {"days": days_remaining}
        chip_colour = "yellow" if days_remaining <= 3 else ""
    return format_html('{} <span class="chip {}">{}</span>', due_text, chip_colour, time_text)


@register.simple_tag
def outcome_word(order: Order, today: dt.date) -> str:
    """The outcome in words: 已办结、未按时办结、正在推进…"""
    return str(OUTCOME_LABELS[Outcome(order.outcome(today))])


@register.filter
def action_word(action: str) -> str:
    """The label of an action."""
    return str(ACTION_LABELS[action])


@register.filter
def sentence(notice: Notice) -> str:
    """Render a notice as a sentence, without its kind."""
    return render_sentence(notice, with_kind=False)


@register.simple_tag
def way_of(order: Order) -> list[WayStep]:
    """The stages in order, each with `done`, `now` or nothing, who takes the step and within how many days."""
    stages = list(ACTION_BY_STAGE)
    current_index = stages.index(order.stage) if order.stage in ACTION_BY_STAGE else -1
    return [
        WayStep(
            str(ACTION_LABELS[action]),
            "done" if index < current_index else "now" if index == current_index else "",
            "、".join(str(Role(party.value).label) for party in Party if party in _list_parties(action)),
            _find_clock_days(action),
        )
        for index, action in enumerate(ACTION_BY_STAGE.values())
    ]


def _list_parties(action: str) -> frozenset[Party]:
    """Who takes the action; the office drafts, which is no transition."""
    return TRANSITIONS[action].parties if action in TRANSITIONS else frozenset({Party.OFFICER})


def _find_clock_days(action: str) -> int | None:
    """The working days within which the step is taken, where its stage has a clock."""
    stages = TRANSITIONS[action].sources if action in TRANSITIONS else frozenset()
    clocks = [CLOCK_BY_STAGE[stage] for stage in stages if stage in CLOCK_BY_STAGE]
    return min((clock.days for clock in clocks), default=None)


@register.filter
def with_days(steps: Sequence[Step]) -> list[tuple[Step, int | None]]:
    """Each step with the days since the one before; None for the first."""
    earlier_days = [None, *(step.on for step in steps)]
    return [
        (step, None if earlier_day is None else (step.on - earlier_day).days)
        for step, earlier_day in zip(steps, earlier_days, strict=False)
    ]


@register.inclusion_tag("orders/of_commitment.html", takes_context=True)
def orders_of(context: Any, commitment: int, some: bool) -> dict[str, Any]:
    """The orders about a commitment (queried only if `some` exist), and whether one may draft."""
    user = context["request"].user
    return {
        "orders": queries.list_commitment_orders(user, commitment) if some else [],
        "may": policy.may(user, "orders.draft"),
        "commitment": commitment,
    }
