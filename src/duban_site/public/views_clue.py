"""A citizen's page for one commitment: a clue, a grade. No account, no script.

A browser is identified by a random signed cookie, set when the form is opened and valid for a
month, to enforce the limits and "one grade per browser"; it is no login and holds nothing personal.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from duban_site.core.audit.addresses import get_request_address
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment
from duban_site.public.actions.send_clue import Sender, send_clue
from duban_site.public.actions.send_rating import send_rating
from duban_site.public.edition import Edition, open_edition
from duban_site.public.edition.publication_state import get_publication_state
from duban_site.public.forms import ClueForm, RatingForm
from duban_site.public.pages import Page, ViewMode
from duban_site.public.pages.page import build_plan_path
from duban_site.public.views import find_commitment_id, get_view_mode, respond_missing, respond_with_page

BROWSER_COOKIE, COOKIE_MAX_AGE = "duban_reader", 30 * 24 * 3600


def show_clue_form(request: HttpRequest, city: str, year: int, number: str, mode: str = "") -> HttpResponse:
    """Show the forms; store the one that is posted."""
    view_mode = get_view_mode(mode)
    with translation.override(view_mode.language):
        edition, commitment_id = _find_commitment(city, year, number)
        if edition is None or commitment_id is None:
            return respond_missing(request, view_mode)
        browser = request.get_signed_cookie(BROWSER_COOKIE, "", max_age=COOKIE_MAX_AGE) or ""
        if request.method == "POST":
            if not browser:
                messages = [_("您的浏览器没有收下这个页面的标记。请允许 Cookie，再发一次。")]
                return _set_browser_cookie(_render_forms(request, edition, number, view_mode, messages=messages), "")
            return _handle_post(request, edition, number, commitment_id, view_mode, browser)
        return _set_browser_cookie(_render_forms(request, edition, number, view_mode), browser)


def show_thanks(request: HttpRequest, city: str, year: int, number: str, mode: str = "") -> HttpResponse:
    """The page after sending, which explains the next steps."""
    view_mode = get_view_mode(mode)
    with translation.override(view_mode.language):
        edition, commitment_id = _find_commitment(city, year, number)
        if edition is None or commitment_id is None:
            return respond_missing(request, view_mode)
        page_path = build_plan_path(edition, f"{number}/clue/thanks/")
        return respond_with_page(Page(page_path, "public/thanks.html", {"number": number}, edition), view_mode)


def _find_commitment(city: str, year: int, number: str) -> tuple[Edition | None, int | None]:
    state = get_publication_state()
    plan_id = state.plan_by_city_and_year.get((city, year))
    if plan_id is None:
        return None, None
    edition = open_edition(plan_id, state.stamp_by_plan[plan_id])
    return edition, find_commitment_id(edition, number)


def _handle_post(
    request: HttpRequest, edition: Edition, number: str, key: int, view_mode: ViewMode, browser: str
) -> HttpResponse:
    is_rating = "grade" in request.POST or request.POST.get("what") == "rating"
    form: ClueForm | RatingForm = RatingForm(request.POST) if is_rating else ClueForm(request.POST)
    if not form.is_valid():
        return _render_forms(request, edition, number, view_mode, form)
    try:
        _store_submission(request, Commitment.objects.get(pk=key), form, browser)
    except Refused as error:
        return _render_forms(request, edition, number, view_mode, form, messages=[str(error)])
    return HttpResponseRedirect(escape_uri_path(request.path) + "thanks/")


def _store_submission(request: HttpRequest, commitment: Commitment, form: ClueForm | RatingForm, browser: str) -> None:
    address = get_request_address(request) or ""
    sender, cleaned_data = Sender(address, browser), form.cleaned_data
    if isinstance(form, RatingForm):
        send_rating(sender, commitment, cleaned_data["grade"])
    elif not cleaned_data["website"]:
        send_clue(sender, commitment, cleaned_data["text"], cleaned_data["contact"])


def _render_forms(
    request: HttpRequest,
    edition: Edition,
    number: str,
    view_mode: ViewMode,
    form: ClueForm | RatingForm | None = None,
    messages: list[str] | None = None,
) -> HttpResponse:
    line = edition.line_by_number.get(number)
    context_data: dict[str, Any] = {
        "number": number,
        "row": line.row if line is not None else edition.former_by_number[number][0],
        "clue": form if isinstance(form, ClueForm) else ClueForm(),
        "rating": form if isinstance(form, RatingForm) else RatingForm(),
        "told": messages or [],
        "faults": form is not None and not form.is_valid(),
        "csrf": get_token(request),
        "days": settings.CONTACT_DAYS,
    }
    page = Page(build_plan_path(edition, f"{number}/clue/"), "public/clue.html", context_data, edition)
    return respond_with_page(page, view_mode, status=422 if form is not None or messages else 200)


def _set_browser_cookie(response: HttpResponse, browser: str) -> HttpResponse:
    if not browser:
        response.set_signed_cookie(
            BROWSER_COOKIE,
            secrets.token_urlsafe(24),
            max_age=COOKIE_MAX_AGE,
            path="/public/",
            secure=settings.BEHIND_TLS,
            httponly=True,
            samesite="Strict",
        )
    return response
