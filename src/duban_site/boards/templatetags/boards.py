"""What the boards' templates show of numbers and statuses."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from duban_site.core.amounts import NEVER_SCALED, format_amount
from duban_site.core.status_labels import ICON_BY_STATUS, LABEL_BY_STATUS
from duban_site.reporting.models import Assessment

register = template.Library()


@register.filter
def magnitude(value: Decimal) -> Decimal:
    """How far a gap is, whatever its direction."""
    return abs(value)


@register.simple_tag
def status_word(status: str) -> SafeString:
    """Icon and word of a status, for legends and tiles."""
    icon = format_html('<span class="icon" aria-hidden="true">{}</span>', ICON_BY_STATUS.get(status, ""))
    return format_html("{} {}", icon, LABEL_BY_STATUS.get(status, status))


@register.simple_tag
def about(value: Decimal, unit: str, like: Decimal | None) -> str:
    """Show an estimate rounded to four digits, or to a tenth for rates: it is no more precise."""
    step = Decimal(1).scaleb(-1 if unit in NEVER_SCALED else value.adjusted() - 3)
    rounded = value.quantize(step)
    return format_amount(rounded, unit, rounded if like is None else like)


@register.filter
def percent(share: Decimal) -> str:
    """A probability as whole per cent."""
    return f"{100 * share:.0f}%"


@register.filter
def of_key(mapping: Mapping[str, object], key: str) -> object:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")


@register.filter
def sum_in(assessment: Assessment, language: str) -> str:
    """The sum of an assessment in words, in Chinese unless English is asked for."""
    key = "en" if language == "en" else "zh"
    return str(assessment.sum.get(key) or assessment.sum.get("message") or "")
