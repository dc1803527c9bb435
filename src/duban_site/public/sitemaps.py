"""The list of pages for search engines: sitemaps (sitemaps.org 0.9) and robots.txt.

Only public pages are listed. Addresses are absolute, as the sitemap format requires.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from duban_site.core.clock import to_local_date
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.public.edition import Edition
from duban_site.public.pages import VIEW_BY_MODE, ViewMode
from duban_site.public.pages.page import build_plan_path

CONTENT_TYPE = "application/xml; charset=utf-8"
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
LANGUAGE_FOLDERS = [ViewMode(language).folder for language, large in VIEW_BY_MODE.values() if not large]
"""Standard pages only: the enlarged ones name these as their canonical address."""
ROBOTS_TEMPLATE = """\
User-agent: *
Allow: /public/
Allow: /open/
Allow: /static/
Disallow: /*?
Disallow: /public/*/clue/
Disallow: /
Sitemap: {sitemap}
"""


def list_page_paths(edition: Edition) -> Iterator[str]:
    """The path of every page of a plan, below the root of a mode."""
    yield from (build_plan_path(edition, subpath) for subpath in ("", "commitments/", "bodies/", "changes/"))
    yield from (build_plan_path(edition, f"parts/{part.order}/") for part in edition.parts)
    yield from (build_plan_path(edition, f"bodies/{key}/") for key in edition.body_ids)
    yield from (build_plan_path(edition, f"statuses/{key}/") for key, _word in STATUS_CHOICES)
    yield from (build_plan_path(edition, f"{number}/") for number in edition.line_by_number)
    yield from (build_plan_path(edition, f"{number}/") for number in edition.former_by_number)


def render_plan_sitemap(edition: Edition, base_url: str) -> bytes:
    """The pages of a plan in both languages; `base_url` is the root, with a final slash."""
    published_on = to_local_date(edition.issue.published_at).isoformat()
    url_elements = [
        f"<url><loc>{escape(base_url + folder + page_path)}</loc><lastmod>{published_on}</lastmod></url>"
        for page_path in list_page_paths(edition)
        for folder in LANGUAGE_FOLDERS
    ]
    return _render_document("urlset", url_elements)


def render_sitemap_index(home_paths: Iterable[str], base_url: str) -> bytes:
    """The index of all plans' sitemaps; `home_paths` are the plans' quoted paths."""
    sitemap_elements = [
        f"<sitemap><loc>{escape(base_url + home_path)}sitemap.xml</loc></sitemap>" for home_path in home_paths
    ]
    return _render_document("sitemapindex", sitemap_elements)


def _render_document(root_element: str, elements: list[str]) -> bytes:
    opening = f'<?xml version="1.0" encoding="utf-8"?>\n<{root_element} xmlns="{SCHEMA}">'
    return "\n".join([opening, *elements, f"</{root_element}>\n"]).encode()
