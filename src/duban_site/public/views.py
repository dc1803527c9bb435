"""The public pages and feeds, made from published editions; their responses are cacheable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from duban_site.core.evidence_store import make_safe_file_name
from duban_site.core.responses import CSV_TYPE, make_attachment, serve_stored_file
from duban_site.encryption.files import get_evidence_path
from duban_site.public import feeds
from duban_site.public.edition import Edition, open_edition
from duban_site.public.edition.publication_state import PublicationState, get_publication_state, open_editions
from duban_site.public.edition.search import SearchQuery
from duban_site.public.page_cache import MAX_AGE_SECONDS, PUBLIC_ROOT, PageSources
from duban_site.public.pages import VIEW_BY_MODE, Page, ViewMode, apply_view_mode, plan, render_page
from duban_site.public.pages.commitment import build_commitment_page as commitment_page
from duban_site.public.pages.comparison import build_comparison_page, render_targets_csv
from duban_site.public.pages.files import map_public_files
from duban_site.public.pages.search_page import build_search_page
from duban_site.public.voices.published import EMPTY_VOICE, load_voices

PageBuilder = Callable[..., Page | None]
MISSING_PAGE = Page("", "public/missing.html")


def show_plans(request: HttpRequest, mode: str = "") -> HttpResponse:
    """Every published plan."""
    state = get_publication_state()
    sources = PageSources(tuple(state.stamp_by_plan.items()))
    plan_ids = state.plan_by_city_and_year.values()
    view_mode = get_view_mode(mode)
    with translation.override(view_mode.language):
        page = plan.build_plans_page(open_editions(state.list_stamps()))
        response = respond_with_page(page, view_mode)
    # Not cached in this process: the sources cannot show that another plan is published later.
    return response if not plan_ids else mark_cacheable(response, sources, cache_in_process=False)


def show_about(request: HttpRequest, mode: str = "") -> HttpResponse:
    """How to read the pages."""
    view_mode = get_view_mode(mode)
    with translation.override(view_mode.language):
        page = plan.build_about_page(settings.CONTACT_DAYS, settings.RATINGS_LEAST)
        return mark_cacheable(respond_with_page(page, view_mode), PageSources(()))


def show_comparison(request: HttpRequest, mode: str = "") -> HttpResponse:
    """The published plans compared with each other."""
    state, view_mode = get_publication_state(), get_view_mode(mode)
    with translation.override(view_mode.language):
        response = respond_with_page(build_comparison_page(open_editions(state.list_stamps())), view_mode)
    # As for the list of plans: the sources cannot show that another plan is published later.
    return mark_cacheable(response, PageSources(()), cache_in_process=False)


def download_comparison_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV."""
    response = make_attachment(
        render_targets_csv(open_editions(get_publication_state().list_stamps())), CSV_TYPE, "duban-compare.csv"
    )
    return mark_cacheable(response, PageSources(()), cache_in_process=False)


def make_plan_view(build: PageBuilder) -> Callable[..., HttpResponse]:
    """A view whose page `build` makes from the plan's edition and the address's arguments."""

    def view(request: HttpRequest, city: str, year: int, mode: str = "", **route_arguments: Any) -> HttpResponse:
        view_mode, state = get_view_mode(mode), get_publication_state()
        with translation.override(view_mode.language):
            edition, sources = find_edition(state, city, year)
            page = None if edition is None else build(edition, **route_arguments)
            if page is None or sources is None:
                return respond_missing(request, view_mode)
            return mark_cacheable(respond_with_page(page, view_mode), sources)

    return view


def show_commitment(request: HttpRequest, city: str, year: int, number: str, mode: str = "") -> HttpResponse:
    """One commitment, with the citizens' voices about it."""
    view_mode, state = get_view_mode(mode), get_publication_state()
    with translation.override(view_mode.language):
        edition, sources = find_edition(state, city, year)
        if edition is None or sources is None:
            return respond_missing(request, view_mode)
        commitment_id = find_commitment_id(edition, number)
        voice_token = None if commitment_id is None else state.voice_token_by_commitment.get(commitment_id)
        # Without a token there is no voice: no query is needed.
        voice = (
            EMPTY_VOICE
            if commitment_id is None or voice_token is None
            else load_voices([commitment_id]).get(commitment_id, EMPTY_VOICE)
        )
        page = commitment_page(edition, number, voice)
        if page is None:
            return respond_missing(request, view_mode)
        return mark_cacheable(
            respond_with_page(page, view_mode), PageSources(sources.stamps, commitment_id, voice_token)
        )


def search_commitments(request: HttpRequest, city: str, year: int, mode: str = "") -> HttpResponse:
    """Search and filter."""
    view_mode = get_view_mode(mode)
    with translation.override(view_mode.language):
        edition, sources = find_edition(get_publication_state(), city, year)
        if edition is None or sources is None:
            return respond_missing(request, view_mode)
        search_query = SearchQuery.from_parameters(request.GET.dict())
        page = build_search_page(edition, search_query, request.GET)
        return mark_cacheable(respond_with_page(page, view_mode), sources)


def make_feed_view(build: Callable[..., feeds.Feed | None]) -> Callable[..., HttpResponse]:
    """A view whose feed `build` makes from the plan's edition and the address's arguments."""

    def view(request: HttpRequest, city: str, year: int, mode: str = "", **route_arguments: Any) -> HttpResponse:
        view_mode = get_view_mode(mode)
        with translation.override(view_mode.language):
            edition, sources = find_edition(get_publication_state(), city, year)
            feed = None if edition is None else build(edition, **route_arguments)
            if feed is None or sources is None:
                return respond_missing(request, view_mode)
            base_url = request.build_absolute_uri(PUBLIC_ROOT + view_mode.folder)
            atom_bytes = feeds.render_atom(feed, view_mode.language, base_url)
            return mark_cacheable(HttpResponse(atom_bytes, content_type=feeds.CONTENT_TYPE), sources)

    return view


def download_file(request: HttpRequest, city: str, year: int, name: str) -> HttpResponseBase:
    """A file of evidence that is marked public, and published: always as a download."""
    edition, _sources = find_edition(get_publication_state(), city, year)
    public_file = None if edition is None else map_public_files(edition).get(name)
    if public_file is None or not get_evidence_path(public_file.sha256).is_file():
        return respond_missing(request, ViewMode())
    return serve_stored_file(
        public_file.sha256, "application/octet-stream", make_safe_file_name(public_file.name, public_file.content_type)
    )


def get_view_mode(mode: str) -> ViewMode:
    """The mode that an address names."""
    language, large = VIEW_BY_MODE[mode]
    return ViewMode(language, large)


def find_commitment_id(edition: Edition, number: str) -> int | None:
    """The key of the commitment with that number, in the newest issue or an earlier one."""
    if number in edition.line_by_number:
        return edition.line_by_number[number].row.id
    return edition.former_by_number[number][0].id if number in edition.former_by_number else None


def find_edition(state: PublicationState, city: str, year: int) -> tuple[Edition | None, PageSources | None]:
    """The published plan of that city and year, and the sources of its pages; or two Nones."""
    plan_id = state.plan_by_city_and_year.get((city, year))
    if plan_id is None:
        return None, None
    stamp = state.stamp_by_plan[plan_id]
    return open_edition(plan_id, stamp), PageSources(((plan_id, stamp),))


def respond_with_page(page: Page, view_mode: ViewMode, status: int = 200) -> HttpResponse:
    """Render the page in its mode; its language must be active already."""
    html = render_page(page, view_mode.language, live=True)
    return HttpResponse(apply_view_mode(html, page.path, view_mode), status=status)


def respond_missing(request: HttpRequest, view_mode: ViewMode) -> HttpResponse:
    """A 404 page with links back to the site."""
    page_path = request.path_info.removeprefix(PUBLIC_ROOT + view_mode.folder)
    with translation.override(view_mode.language):
        return respond_with_page(Page(page_path, MISSING_PAGE.template), view_mode, status=404)


def mark_cacheable(response: HttpResponse, sources: PageSources, *, cache_in_process: bool = True) -> HttpResponse:
    """Let browsers cache the response for a minute, and this process while it is current."""
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    if cache_in_process:
        response.source_edition = sources  # type: ignore[attr-defined]
    return response
