"""Template filters of the bulletins' pages."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from duban_site.bulletins.posted_form import bracket_values

register = template.Library()
FAULT_WORDS = {
    "typed": _("改过的数字"),
    "stale": _("上次封存的数字"),
    "unknown": _("没有这个引用"),
    "unbound": _("手写的数字"),
}
CHARACTERS_PER_ROW = 36


@register.filter
def fault(kind: str) -> str:
    """A kind of fault in words."""
    return str(FAULT_WORDS[kind])


@register.filter
def rows(text: str) -> int:
    """How many rows a field for this text needs."""
    return min(12, 1 + len(text) // CHARACTERS_PER_ROW)


register.filter("written", bracket_values)
