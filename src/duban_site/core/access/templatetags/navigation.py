"""The template tag of the main navigation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from duban_site.core.access.navigation import open_to, sections

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> SafeString:
    """Render the sections that the visitor may open, with the number of unread notices."""
    user, now = context["user"], context.get("section", "")
    unread = getattr(user, "unread", 0)
    return _drawn(open_to(user), now, unread, get_language(), get_script_prefix())


@lru_cache(maxsize=512)  # the output depends on the arguments alone, language and prefix included
def _drawn(
    names: frozenset[str], now: str, unread: int, _language: str | None, _prefix: str
) -> SafeString:
    shown = {"sections": sections(names, now), "now": now, "unread": unread}
    return render_to_string("nav.html", shown)
