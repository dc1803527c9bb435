"""Template tags of orders: chips, labels, and the orders of a commitment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from duban.orders import Outcome
from duban.orders.stages import WITH_BODY
from duban_site.core.access.policy import policy
from duban_site.orders import queries
from duban_site.orders.models import Notice, Order
from duban_site.orders.models.order import COLOURS, STAGES
from duban_site.orders.notice_words import sentence
from duban_site.orders.words import ACTIONS, OUTCOMES

register = template.Library()
COLOUR_WORDS, STAGE_WORDS = dict(COLOURS), dict(STAGES)
COLOUR_SIGNS = {"blue": "◆", "orange": "▲", "red": "■"}
WAY = {
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


@register.simple_tag
def colour_chip(order: Order) -> SafeString:
    """The chip of the colour (蓝、橙、红) with sign and word, and of 挂牌."""
    listed = format_html(' <span class="chip red">⚑ {}</span>', _("挂牌")) if order.listed else ""
    return format_html(
        '<span class="chip order-{}"><span aria-hidden="true">{}</span>{}</span>{}',
        order.colour,
        COLOUR_SIGNS[order.colour],
        COLOUR_WORDS[order.colour],
        listed,
    )


@register.simple_tag
def stage_chip(order: Order) -> SafeString:
    """The chip of the stage."""
    done = order.stage in ("completed", "closed", "archived")
    return format_html(
        '<span class="chip {}">{}</span>', "green" if done else "", STAGE_WORDS[order.stage]
    )


@register.simple_tag
def time_left(order: Order, today: dt.date) -> SafeString:
    """The due date with a chip: overdue, today, or days remaining."""
    if order.due is None:
        return format_html('<span class="quiet">{}</span>', _("未定"))
    day = order.due.isoformat()
    late = order.days_late(today)
    if late:
        said, mark = _("逾期 %(days)s 天") % {"days": late}, "red"
    elif order.stage not in {stage.value for stage in WITH_BODY}:
        return format_html("{}", day)
    else:
        left = (order.due - today).days
        said = _("今天到期") if not left else _("还有 %(days)s 天") % {"days": left}
        mark = "yellow" if left <= 3 else ""
    return format_html('{} <span class="chip {}">{}</span>', day, mark, said)


@register.simple_tag
def outcome_word(order: Order, today: dt.date) -> str:
    """The outcome in words: 已办结、未按时办结、正在推进…"""
    return str(OUTCOMES[Outcome(order.outcome(today))])


@register.filter
def action_word(action: str) -> str:
    """The label of an action."""
    return str(ACTIONS[action])


@register.filter
def told(notice: Notice) -> str:
    """Render a notice as a sentence, without its kind."""
    return sentence(notice, named=False)


@register.simple_tag
def way_of(order: Order) -> list[tuple[str, str]]:
    """The stages in order, each with `done`, `now` or nothing."""
    stages = list(WAY)
    at = stages.index(order.stage) if order.stage in WAY else -1
    return [
        (str(ACTIONS[action]), "done" if n < at else "now" if n == at else "")
        for n, action in enumerate(WAY.values())
    ]


@register.inclusion_tag("orders/of_commitment.html", takes_context=True)
def orders_of(context: Any, commitment: int, some: bool) -> dict[str, Any]:
    """The orders about a commitment (queried only if `some` exist), and whether one may draft."""
    user = context["request"].user
    return {
        "orders": queries.of_commitment(user, commitment) if some else [],
        "may": policy.may(user, "orders.draft"),
        "commitment": commitment,
    }
