"""The files for search engines: robots.txt and the sitemaps."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duban_site.public import sitemaps
from duban_site.public.edition.publication_state import get_publication_state
from duban_site.public.page_cache import MAX_AGE_SECONDS, PUBLIC_ROOT
from duban_site.public.views import find_edition, get_view_mode, mark_cacheable, respond_missing


def serve_robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: only public pages may be indexed; it names the sitemap."""
    sitemap_url = request.build_absolute_uri(reverse("sitemap"))
    robots_text = sitemaps.ROBOTS_TEMPLATE.format(sitemap=sitemap_url)
    return _set_cache_age(HttpResponse(robots_text, content_type="text/plain; charset=utf-8"))


def serve_sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps of all published plans."""
    home_paths = [quote(f"{city}/{year}/") for city, year in get_publication_state().plan_by_city_and_year]
    sitemap_xml = sitemaps.render_sitemap_index(home_paths, request.build_absolute_uri(PUBLIC_ROOT))
    return _set_cache_age(HttpResponse(sitemap_xml, content_type=sitemaps.CONTENT_TYPE))


def serve_plan_sitemap(request: HttpRequest, city: str, year: int) -> HttpResponse:
    """The pages of one plan."""
    edition, sources = find_edition(get_publication_state(), city, year)
    if edition is None or sources is None:
        return respond_missing(request, get_view_mode(""))
    sitemap_xml = sitemaps.render_plan_sitemap(edition, request.build_absolute_uri(PUBLIC_ROOT))
    return mark_cacheable(HttpResponse(sitemap_xml, content_type=sitemaps.CONTENT_TYPE), sources)


def _set_cache_age(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    return response
