"""The public addresses. `/public/<city>/<year>/<number>/` is a commitment's permanent address.

Every page exists in four modes, below `/public/`, `/public/en/`, `/public/large/` and
`/public/en-large/`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, register_converter

from duban_site.core.access.page import page
from duban_site.public import feeds, views, views_clue, views_robots
from duban_site.public.pages import VIEW_BY_MODE, plan


class ModeConverter:
    """en, large or en-large."""

    regex = "|".join(sorted((mode for mode in VIEW_BY_MODE if mode), key=len, reverse=True))

    def to_python(self, value: str) -> str:
        """The value unchanged."""
        return value

    def to_url(self, value: str) -> str:
        """The value unchanged."""
        return value


class NumberConverter(ModeConverter):
    """A commitment's number: part.topic.n, the pieces of a split one with -1, -2."""

    regex = r"[0-9]+(?:\.[0-9]+)+(?:-[0-9]+)*"


class YearConverter(ModeConverter):
    """Four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """The year."""
        return int(value)


register_converter(ModeConverter, "mode")
register_converter(NumberConverter, "number")
register_converter(YearConverter, "year")

SEE_PUBLIC, SEND_PUBLIC, PLAN_ROUTE = "public.see", "public.send", "<str:city>/<year:year>/"
PAGE_ROUTES: list[tuple[str, Callable[..., Any], str]] = [
    ("", views.show_plans, "public"),
    ("about/", views.show_about, "public_about"),
    ("comparison/", views.show_comparison, "public_comparison"),
    (PLAN_ROUTE, views.make_plan_view(plan.build_home_page), "public_plan"),
    (PLAN_ROUTE + "commitments/", views.search_commitments, "public_find"),
    (PLAN_ROUTE + "changes/", views.make_plan_view(plan.build_changes_page), "public_changes"),
    (PLAN_ROUTE + "bodies/", views.make_plan_view(plan.build_bodies_page), "public_bodies"),
    (PLAN_ROUTE + "bodies/<int:key>/", views.make_plan_view(plan.build_body_page), "public_body"),
    (PLAN_ROUTE + "parts/<int:order>/", views.make_plan_view(plan.build_part_page), "public_part"),
    (PLAN_ROUTE + "statuses/<slug:key>/", views.make_plan_view(plan.build_status_page), "public_status"),
    (PLAN_ROUTE + "<number:number>/", views.show_commitment, "public_commitment"),
    (PLAN_ROUTE + "feed.atom", views.make_feed_view(feeds.build_plan_feed), "public_feed"),
    (PLAN_ROUTE + "parts/<int:order>/feed.atom", views.make_feed_view(feeds.build_part_feed), "public_part_feed"),
    (PLAN_ROUTE + "bodies/<int:key>/feed.atom", views.make_feed_view(feeds.build_body_feed), "public_body_feed"),
    (PLAN_ROUTE + "<number:number>/feed.atom", views.make_feed_view(feeds.build_commitment_feed), "public_own_feed"),
]


def _build_patterns() -> Iterator[URLPattern]:
    for mode_prefix in ("<mode:mode>/", ""):
        for route, view, url_name in PAGE_ROUTES:
            yield page(mode_prefix + route, view, url_name, see=SEE_PUBLIC)
        route = f"{mode_prefix}{PLAN_ROUTE}<number:number>/clue/"
        yield page(route, views_clue.show_clue_form, "public_clue", see=SEE_PUBLIC, change=SEND_PUBLIC)
        yield page(f"{route}thanks/", views_clue.show_thanks, "public_thanks", see=SEE_PUBLIC)
    yield page("comparison/targets.csv", views.download_comparison_csv, "public_comparison_csv", see=SEE_PUBLIC)
    yield page(PLAN_ROUTE + "sitemap.xml", views_robots.serve_plan_sitemap, "public_sitemap", see=SEE_PUBLIC)
    yield page(PLAN_ROUTE + "files/<str:name>", views.download_file, "public_file", see=SEE_PUBLIC)


urlpatterns = list(_build_patterns())
