"""The files for search engines: robots.txt and the sitemaps."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duban_site.public import sitemaps
from duban_site.public.edition.freshness import now
from duban_site.public.keeping import AGE, ROOT
from duban_site.public.views import edition_of, keeping, missing, view_of


def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: only public pages may be indexed; it names the sitemap."""
    where = request.build_absolute_uri(reverse("sitemap"))
    told = sitemaps.ROBOTS.format(sitemap=where)
    return _for_a_while(HttpResponse(told, content_type="text/plain; charset=utf-8"))


def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps of all published plans."""
    homes = [quote(f"{city}/{year}/") for city, year in now().plans]
    told = sitemaps.index(homes, request.build_absolute_uri(ROOT))
    return _for_a_while(HttpResponse(told, content_type=sitemaps.CONTENT_TYPE))


def plan_sitemap(request: HttpRequest, city: str, year: int) -> HttpResponse:
    """The pages of one plan."""
    edition, made_from = edition_of(now(), city, year)
    if edition is None or made_from is None:
        return missing(request, view_of(""))
    told = sitemaps.of_plan(edition, request.build_absolute_uri(ROOT))
    return keeping(HttpResponse(told, content_type=sitemaps.CONTENT_TYPE), made_from)


def _for_a_while(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={AGE}"
    return response
