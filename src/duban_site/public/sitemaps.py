"""The list of pages for search engines: sitemaps (sitemaps.org 0.9) and robots.txt.

Only public pages are listed. Addresses are absolute, as the sitemap format requires.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from duban_site.core.clock import day_of
from duban_site.core.status_words import STATUSES
from duban_site.public.edition import Edition
from duban_site.public.pages import MODES, View
from duban_site.public.pages.page import place

CONTENT_TYPE = "application/xml; charset=utf-8"
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
FOLDERS = [View(language).folder for language, large in MODES.values() if not large]
"""Standard pages only: the enlarged ones name these as their canonical address."""
ROBOTS = """\
User-agent: *
Allow: /public/
Allow: /open/
Allow: /static/
Disallow: /*?
Disallow: /public/*/clue/
Disallow: /
Sitemap: {sitemap}
"""


def places(edition: Edition) -> Iterator[str]:
    """The path of every page of a plan, below the root of a mode."""
    yield from (place(edition, rest) for rest in ("", "commitments/", "bodies/", "changes/"))
    yield from (place(edition, f"parts/{part.order}/") for part in edition.parts)
    yield from (place(edition, f"bodies/{key}/") for key in edition.body_keys)
    yield from (place(edition, f"statuses/{key}/") for key, _word in STATUSES)
    yield from (place(edition, f"{number}/") for number in edition.by_number)
    yield from (place(edition, f"{number}/") for number in edition.former)


def of_plan(edition: Edition, base: str) -> bytes:
    """The pages of a plan in both languages; `base_url` is the root, with a final slash."""
    day = day_of(edition.issue.published_at).isoformat()
    lines = [
        f"<url><loc>{escape(base + folder + where)}</loc><lastmod>{day}</lastmod></url>"
        for where in places(edition)
        for folder in FOLDERS
    ]
    return _document("urlset", lines)


def index(homes: Iterable[str], base: str) -> bytes:
    """The index of all plans' sitemaps; `home_paths` are the plans' quoted paths."""
    lines = [f"<sitemap><loc>{escape(base + home)}sitemap.xml</loc></sitemap>" for home in homes]
    return _document("sitemapindex", lines)


def _document(root: str, lines: list[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{SCHEMA}">'
    return "\n".join([head, *lines, f"</{root}>\n"]).encode()
