"""A page, and its rendering in one language. The two sizes share one rendering (`dressing`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template import Template
from django.template.backends.django import Template as Backend
from django.template.context import make_context
from django.template.loader import get_template

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.public.edition import Edition
from duban_site.public.open_data import make_data_link
from duban_site.public.pages.view_modes import (
    CLASS_PLACEHOLDER,
    ROOT_PLACEHOLDER,
    SWITCH_PLACEHOLDER,
    make_relative_path,
)


@dataclass(frozen=True)
class Page:
    """A page's path below the root (a folder, quoted), its template and its template context.

    `commitment` is the one whose voice the page shows; `edition` is None for pages without a plan.
    """

    path: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    edition: Edition | None = None
    commitment: int | None = None


def build_plan_path(edition: Edition, subpath: str = "") -> str:
    """The quoted path of `subpath` within a plan."""
    return quote(edition.home_path) + subpath


def render_page(page: Page, language: str, *, live: bool) -> str:
    """Render the page in the active language, which must be `language`; placeholders remain."""
    template = _load_template(page.template)
    context = make_context({**_build_common_context(page, language, live), **page.context})
    return template.render(context)


@lru_cache(maxsize=64)
def _load_template(template_name: str) -> Template:
    backend_template = get_template(template_name)
    assert isinstance(backend_template, Backend)  # noqa: S101 (the settings name no other engine)
    return backend_template.template


def _build_common_context(page: Page, language: str, live: bool) -> dict[str, Any]:
    language_folder = "en/" if language == "en" else ""
    plan_home = "" if page.edition is None else quote(page.edition.home_path)
    return {
        "LANGUAGE_CODE": language,
        "lang": "en" if language == "en" else "zh-Hans",
        "large": CLASS_PLACEHOLDER,
        "switch": SWITCH_PLACEHOLDER,
        "site": ROOT_PLACEHOLDER,
        "feeds": f"{ROOT_PLACEHOLDER}{language_folder}",
        "path": page.path,
        "root": make_relative_path(page.path),
        "home": make_relative_path(page.path, plan_home),
        "home_path": plan_home,
        "assets": f"{settings.STATIC_URL}duban/" if live else f"{ROOT_PLACEHOLDER}assets/",
        "live": live,
        "edition": page.edition,
        "data_link": _build_data_link(page.edition, live),
        "statuses": STATUS_CHOICES,
    }


def _build_data_link(edition: Edition | None, live: bool) -> str:
    if edition is None:
        return ""
    static_folder = "" if live else f"{ROOT_PLACEHOLDER}{quote(edition.home_path)}data/"
    return make_data_link(edition.plan, static_folder)
