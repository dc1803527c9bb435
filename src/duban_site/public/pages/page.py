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

from duban_site.core.status_words import STATUSES
from duban_site.public.edition import Edition
from duban_site.public.open_data import data_link
from duban_site.public.pages.dressing import CLASS, SITE, SWITCH, up


@dataclass(frozen=True)
class Page:
    """A page's path below the root (a folder, quoted), its template and its template context.

    `commitment` is the one whose voice the page shows; `edition` is None for pages without a plan.
    """

    path: str
    template: str
    shown: dict[str, Any] = field(default_factory=dict)
    edition: Edition | None = None
    commitment: int | None = None


def place(edition: Edition, rest: str = "") -> str:
    """The quoted path of `subpath` within a plan."""
    return quote(edition.home) + rest


def rendered(page: Page, language: str, *, live: bool) -> str:
    """Render the page in the active language, which must be `language`; placeholders remain."""
    template = _template(page.template)
    context = make_context({**_common(page, language, live), **page.shown})
    return template.render(context)


@lru_cache(maxsize=64)
def _template(name: str) -> Template:
    found = get_template(name)
    assert isinstance(found, Backend)  # noqa: S101 (the settings name no other engine)
    return found.template


def _common(page: Page, language: str, live: bool) -> dict[str, Any]:
    folder = "en/" if language == "en" else ""
    home = "" if page.edition is None else quote(page.edition.home)
    return {
        "LANGUAGE_CODE": language,
        "lang": "en" if language == "en" else "zh-Hans",
        "large": CLASS,
        "switch": SWITCH,
        "site": SITE,
        "feeds": f"{SITE}{folder}",
        "path": page.path,
        "root": up(page.path),
        "home": up(page.path, home),
        "home_path": home,
        "assets": f"{settings.STATIC_URL}duban/" if live else f"{SITE}assets/",
        "live": live,
        "edition": page.edition,
        "data_link": _data(page.edition, live),
        "statuses": STATUSES,
    }


def _data(edition: Edition | None, live: bool) -> str:
    if edition is None:
        return ""
    static = "" if live else f"{SITE}{quote(edition.home)}data/"
    return data_link(edition.plan, static)
