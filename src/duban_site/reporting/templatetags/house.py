"""Template tags and filters shared by all pages: statuses, targets, days, the version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import duban
from duban_site.core.amounts import format_amount, format_plain
from duban_site.core.clock import to_local_date
from duban_site.core.status_labels import ICON_BY_STATUS, LABEL_BY_STATUS
from duban_site.plans.models import Claim, Responsibility
from duban_site.reporting.period_words import full_period_words, period_words
from duban_site.reporting.queries.month import FigureRow

register = template.Library()
register.filter("period_words", period_words)
register.filter("full_period_words", full_period_words)

CHANGE_KINDS = ("growth", "points")
BOUND_SIGNS = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< "}


@register.simple_tag
def version() -> str:
    """Duban's version."""
    return duban.__version__


@register.filter
def day(value: dt.date | dt.datetime | str | None) -> str:
    """A date as 2025-12-31; a moment in the office's time zone; empty text for no value."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = to_local_date(value)
    return value if isinstance(value, str) else value.isoformat()


@register.simple_tag
def status_chip(status: str, light: str = "") -> SafeString:
    """A status: icon, word and colour, never colour alone."""
    return _render_chip(status, light, get_language())


@lru_cache(maxsize=256)  # a board renders the same few chips dozens of times
def _render_chip(status: str, light: str, _language: str | None) -> SafeString:
    return format_html(
        '<span class="chip {}"><span aria-hidden="true">{}</span>{}</span>',
        light,
        ICON_BY_STATUS.get(status, ""),
        LABEL_BY_STATUS.get(status, status),
    )


@register.filter
def target(claim: Claim) -> str:
    """What a claim asks for, in the unit people write it in."""
    if claim.value is None:
        return claim.number
    text = format_amount(claim.value, claim.unit)
    if claim.value_high is not None:
        text = f"{format_plain(claim.value)}–{format_amount(claim.value_high, claim.unit)}"
    if claim.comparator == "approx":
        text = f"{text}左右"
    text = f"{BOUND_SIGNS.get(claim.comparator, '')}{text}"
    return _("下降 %s") % text if claim.direction == "down" and claim.kind in CHANGE_KINDS else text


@register.simple_tag
def amount(value: Any, body: str, like: Any = None) -> str:
    """A value with its unit, in the scale (万, 亿) that suits `like`."""
    return format_amount(value, body, *(() if like is None else (like,)))


@register.filter
def of_topic(sentences: Mapping[int, list[str]], topic: int) -> list[str]:
    """The sentences of one topic."""
    return sentences.get(topic, [])


@register.simple_tag
def named(responsibilities: Iterable[Responsibility]) -> str:
    """The bodies' names joined as they are typed in a form."""
    return "、".join(responsibility.body.name for responsibility in responsibilities)


@register.simple_tag
def posted_value(posted_values: Mapping[str, str], name: str, key: int, stored: object) -> str:
    """A field's value: as posted (`posted_values`) if the form came back with faults, else as stored."""
    return str(posted_values.get(f"{name}{key}", "" if stored is None else stored))


@register.simple_tag
def typed(row: FigureRow) -> str:
    """A figure's field value: in the row's scale, without thousands separators."""
    if row.now is None:
        return ""
    return format_plain(row.flip_sign(row.now.value) / row.scale.factor).replace(",", "")
