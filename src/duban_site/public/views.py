"""The public pages and feeds, made from published editions; their responses are cacheable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from duban_site.core.files import named
from duban_site.core.web import CSV, attachment, kept_file
from duban_site.encryption.files import path_of
from duban_site.public import feeds
from duban_site.public.edition import Edition, opened
from duban_site.public.edition.freshness import Now, now
from duban_site.public.edition.search import Asked
from duban_site.public.keeping import AGE, ROOT, MadeFrom
from duban_site.public.pages import MODES, Page, View, dressed, plan, rendered
from duban_site.public.pages.commitment import commitment as commitment_page
from duban_site.public.pages.comparison import comparing, targets_csv
from duban_site.public.pages.files import public_files
from duban_site.public.pages.finding import listing
from duban_site.public.voices.published import SILENT, voices

Build = Callable[..., Page | None]
MISSING = Page("", "public/missing.html")


def plans(request: HttpRequest, mode: str = "") -> HttpResponse:
    """Every published plan."""
    current = now()
    made_from = MadeFrom(tuple(current.stamps.items()))
    keys = current.plans.values()
    view = view_of(mode)
    with translation.override(view.language):
        page = plan.plans(_all(current))
        response = answer(page, view)
    # Not cached in this process: the sources cannot show that another plan is published later.
    return response if not keys else keeping(response, made_from, keep=False)


def about(request: HttpRequest, mode: str = "") -> HttpResponse:
    """How to read the pages."""
    view = view_of(mode)
    with translation.override(view.language):
        page = plan.about(settings.CONTACT_DAYS, settings.RATINGS_LEAST)
        return keeping(answer(page, view), MadeFrom(()))


def compare(request: HttpRequest, mode: str = "") -> HttpResponse:
    """The published plans compared with each other."""
    current, view = now(), view_of(mode)
    with translation.override(view.language):
        response = answer(comparing(_all(current)), view)
    # As for the list of plans: the sources cannot show that another plan is published later.
    return keeping(response, MadeFrom(()), keep=False)


def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV."""
    response = attachment(targets_csv(_all(now())), CSV, "duban-compare.csv")
    return keeping(response, MadeFrom(()), keep=False)


def _all(current: Now) -> list[Edition]:
    return [opened(key, current.stamps[key]) for key in current.plans.values()]


def of_plan(build: Build) -> Callable[..., HttpResponse]:
    """A view whose page `build` makes from the plan's edition and the address's arguments."""

    def view(
        request: HttpRequest, city: str, year: int, mode: str = "", **named: Any
    ) -> HttpResponse:
        shown, current = view_of(mode), now()
        with translation.override(shown.language):
            edition, made_from = edition_of(current, city, year)
            page = None if edition is None else build(edition, **named)
            if page is None or made_from is None:
                return missing(request, shown)
            return keeping(answer(page, shown), made_from)

    return view


def commitment(
    request: HttpRequest, city: str, year: int, number: str, mode: str = ""
) -> HttpResponse:
    """One commitment, with the citizens' voices about it."""
    shown, current = view_of(mode), now()
    with translation.override(shown.language):
        edition, made_from = edition_of(current, city, year)
        if edition is None or made_from is None:
            return missing(request, shown)
        key = key_of(edition, number)
        token = None if key is None else current.voices.get(key)
        # Without a token there is no voice: no query is needed.
        voice = SILENT if key is None or token is None else voices([key]).get(key, SILENT)
        page = commitment_page(edition, number, voice)
        if page is None:
            return missing(request, shown)
        return keeping(answer(page, shown), MadeFrom(made_from.stamps, key, token))


def find(request: HttpRequest, city: str, year: int, mode: str = "") -> HttpResponse:
    """Search and filter."""
    shown = view_of(mode)
    with translation.override(shown.language):
        edition, made_from = edition_of(now(), city, year)
        if edition is None or made_from is None:
            return missing(request, shown)
        query = request.GET.copy()
        query.pop("page", None)
        before = query.urlencode() + "&" if query else ""
        asked = Asked.of(request.GET.dict())
        page = listing(edition, asked, request.GET.get("page"), before)
        return keeping(answer(page, shown), made_from)


def of_feed(build: Callable[..., feeds.Feed | None]) -> Callable[..., HttpResponse]:
    """A view whose feed `build` makes from the plan's edition and the address's arguments."""

    def view(
        request: HttpRequest, city: str, year: int, mode: str = "", **named: Any
    ) -> HttpResponse:
        shown = view_of(mode)
        with translation.override(shown.language):
            edition, made_from = edition_of(now(), city, year)
            feed = None if edition is None else build(edition, **named)
            if feed is None or made_from is None:
                return missing(request, shown)
            base = request.build_absolute_uri(ROOT + shown.folder)
            written = feeds.atom(feed, shown.language, base)
            return keeping(HttpResponse(written, content_type=feeds.CONTENT_TYPE), made_from)

    return view


def file(request: HttpRequest, city: str, year: int, name: str) -> HttpResponseBase:
    """A file of evidence that is marked public, and published: always as a download."""
    edition, _made_from = edition_of(now(), city, year)
    found = None if edition is None else public_files(edition).get(name)
    if found is None or not path_of(found.sha256).is_file():
        return missing(request, View())
    return kept_file(
        found.sha256, "application/octet-stream", named(found.name, found.content_type)
    )


def view_of(mode: str) -> View:
    """The mode that an address names."""
    language, large = MODES[mode]
    return View(language, large)


def key_of(edition: Edition, number: str) -> int | None:
    """The key of the commitment with that number, in the newest issue or an earlier one."""
    if number in edition.by_number:
        return edition.by_number[number].row.id
    return edition.former[number][0].id if number in edition.former else None


def edition_of(current: Now, city: str, year: int) -> tuple[Edition | None, MadeFrom | None]:
    """The published plan of that city and year, and the sources of its pages; or two Nones."""
    key = current.plans.get((city, year))
    if key is None:
        return None, None
    stamp = current.stamps[key]
    return opened(key, stamp), MadeFrom(((key, stamp),))


def answer(page: Page, view: View, status: int = 200) -> HttpResponse:
    """Render the page in its mode; its language must be active already."""
    html = rendered(page, view.language, live=True)
    return HttpResponse(dressed(html, page.path, view), status=status)


def missing(request: HttpRequest, view: View) -> HttpResponse:
    """A 404 page with links back to the site."""
    depth = request.path_info.removeprefix(ROOT + view.folder)
    with translation.override(view.language):
        return answer(Page(depth, MISSING.template), view, status=404)


def keeping(response: HttpResponse, made_from: MadeFrom, *, keep: bool = True) -> HttpResponse:
    """Let browsers cache the response for a minute, and this process while it is current."""
    response["Cache-Control"] = f"public, max-age={AGE}"
    if keep:
        response.made_from = made_from  # type: ignore[attr-defined]
    return response
