"""The template tag of the main navigation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from duban_site.core.access.navigation import build_sections, list_open_url_names

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> SafeString:
    """Render the sections that the visitor may open, with the number of unread notices."""
    user, current_section = context["user"], context.get("section", "")
    unread_count = getattr(user, "unread", 0)
    return _render_navigation(
        list_open_url_names(user), current_section, unread_count, get_language(), get_script_prefix()
    )


@lru_cache(maxsize=512)  # the output depends on the arguments alone, language and prefix included
def _render_navigation(
    url_names: frozenset[str], current_section: str, unread_count: int, _language: str | None, _prefix: str
) -> SafeString:
    context_data = {
        "sections": build_sections(url_names, current_section),
        "now": current_section,
        "unread": unread_count,
    }
    return render_to_string("nav.html", context_data)
