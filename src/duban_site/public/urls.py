"""The public addresses. `/public/<city>/<year>/<number>/` is a commitment's permanent address.

Every page exists in four modes, below `/public/`, `/public/en/`, `/public/large/` and
`/public/en-large/`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, register_converter

from duban_site.core.access.page import page
from duban_site.public import feeds, views, views_clue, views_robots
from duban_site.public.pages import MODES, plan


class Mode:
    """en, large or en-large."""

    regex = "|".join(sorted((mode for mode in MODES if mode), key=len, reverse=True))

    def to_python(self, value: str) -> str:
        """The value unchanged."""
        return value

    def to_url(self, value: str) -> str:
        """The value unchanged."""
        return value


class Number(Mode):
    """A commitment's number: part.topic.n, the pieces of a split one with -1, -2."""

    regex = r"[0-9]+(?:\.[0-9]+)+(?:-[0-9]+)*"


class Year(Mode):
    """Four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """The year."""
        return int(value)


register_converter(Mode, "mode")
register_converter(Number, "number")
register_converter(Year, "year")

SEE, SEND, AT = "public.see", "public.send", "<str:city>/<year:year>/"
PAGES: list[tuple[str, Callable[..., Any], str]] = [
    ("", views.plans, "public"),
    ("about/", views.about, "public_about"),
    ("comparison/", views.compare, "public_comparison"),
    (AT, views.of_plan(plan.home), "public_plan"),
    (AT + "commitments/", views.find, "public_find"),
    (AT + "changes/", views.of_plan(plan.changes), "public_changes"),
    (AT + "bodies/", views.of_plan(plan.bodies), "public_bodies"),
    (AT + "bodies/<int:key>/", views.of_plan(plan.body), "public_body"),
    (AT + "parts/<int:order>/", views.of_plan(plan.part), "public_part"),
    (AT + "statuses/<slug:key>/", views.of_plan(plan.status), "public_status"),
    (AT + "<number:number>/", views.commitment, "public_commitment"),
    (AT + "feed.atom", views.of_feed(feeds.of_plan), "public_feed"),
    (AT + "parts/<int:order>/feed.atom", views.of_feed(feeds.of_part), "public_part_feed"),
    (AT + "bodies/<int:key>/feed.atom", views.of_feed(feeds.of_body), "public_body_feed"),
    (AT + "<number:number>/feed.atom", views.of_feed(feeds.of_commitment), "public_own_feed"),
]


def _patterns() -> Iterator[URLPattern]:
    for mode in ("<mode:mode>/", ""):
        for route, view, name in PAGES:
            yield page(mode + route, view, name, see=SEE)
        route = f"{mode}{AT}<number:number>/clue/"
        yield page(route, views_clue.clue, "public_clue", see=SEE, change=SEND)
        yield page(f"{route}thanks/", views_clue.thanks, "public_thanks", see=SEE)
    yield page("comparison/targets.csv", views.compare_csv, "public_comparison_csv", see=SEE)
    yield page(AT + "sitemap.xml", views_robots.plan_sitemap, "public_sitemap", see=SEE)
    yield page(AT + "files/<str:name>", views.file, "public_file", see=SEE)


urlpatterns = list(_patterns())
