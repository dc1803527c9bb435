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

from duban_site.core.audit.addresses import request_address
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment
from duban_site.public.actions.send_clue import Sender, send_clue
from duban_site.public.actions.send_rating import send_rating
from duban_site.public.edition import Edition, opened
from duban_site.public.edition.freshness import now
from duban_site.public.forms import ClueForm, RatingForm
from duban_site.public.pages import Page, View
from duban_site.public.pages.page import place
from duban_site.public.views import answer, key_of, missing, view_of

COOKIE, MONTH = "duban_reader", 30 * 24 * 3600


def clue(request: HttpRequest, city: str, year: int, number: str, mode: str = "") -> HttpResponse:
    """Show the forms; store the one that is posted."""
    view = view_of(mode)
    with translation.override(view.language):
        edition, key = _found(city, year, number)
        if edition is None or key is None:
            return missing(request, view)
        browser = request.get_signed_cookie(COOKIE, "", max_age=MONTH) or ""
        if request.method == "POST":
            if not browser:
                told = [_("您的浏览器没有收下这个页面的标记。请允许 Cookie，再发一次。")]
                return _with_cookie(_forms(request, edition, number, view, told=told), "")
            return _posted(request, edition, number, key, view, browser)
        return _with_cookie(_forms(request, edition, number, view), browser)


def thanks(request: HttpRequest, city: str, year: int, number: str, mode: str = "") -> HttpResponse:
    """The page after sending, which explains the next steps."""
    view = view_of(mode)
    with translation.override(view.language):
        edition, key = _found(city, year, number)
        if edition is None or key is None:
            return missing(request, view)
        path = place(edition, f"{number}/clue/thanks/")
        return answer(Page(path, "public/thanks.html", {"number": number}, edition), view)


def _found(city: str, year: int, number: str) -> tuple[Edition | None, int | None]:
    current = now()
    plan = current.plans.get((city, year))
    if plan is None:
        return None, None
    edition = opened(plan, current.stamps[plan])
    return edition, key_of(edition, number)


def _posted(
    request: HttpRequest, edition: Edition, number: str, key: int, view: View, browser: str
) -> HttpResponse:
    rating = "grade" in request.POST or request.POST.get("what") == "rating"
    form: ClueForm | RatingForm = RatingForm(request.POST) if rating else ClueForm(request.POST)
    if not form.is_valid():
        return _forms(request, edition, number, view, form)
    try:
        _keep(request, Commitment.objects.get(pk=key), form, browser)
    except Refused as error:
        return _forms(request, edition, number, view, form, told=[str(error)])
    return HttpResponseRedirect(escape_uri_path(request.path) + "thanks/")


def _keep(
    request: HttpRequest, commitment: Commitment, form: ClueForm | RatingForm, browser: str
) -> None:
    address = request_address(request) or ""
    sender, said = Sender(address, browser), form.cleaned_data
    if isinstance(form, RatingForm):
        send_rating(sender, commitment, said["grade"])
    elif not said["website"]:
        send_clue(sender, commitment, said["text"], said["contact"])


def _forms(
    request: HttpRequest,
    edition: Edition,
    number: str,
    view: View,
    form: ClueForm | RatingForm | None = None,
    told: list[str] | None = None,
) -> HttpResponse:
    line = edition.by_number.get(number)
    shown: dict[str, Any] = {
        "number": number,
        "row": line.row if line is not None else edition.former[number][0],
        "clue": form if isinstance(form, ClueForm) else ClueForm(),
        "rating": form if isinstance(form, RatingForm) else RatingForm(),
        "told": told or [],
        "faults": form is not None and not form.is_valid(),
        "csrf": get_token(request),
        "days": settings.CONTACT_DAYS,
    }
    page = Page(place(edition, f"{number}/clue/"), "public/clue.html", shown, edition)
    return answer(page, view, status=422 if form is not None or told else 200)


def _with_cookie(response: HttpResponse, browser: str) -> HttpResponse:
    if not browser:
        response.set_signed_cookie(
            COOKIE,
            secrets.token_urlsafe(24),
            max_age=MONTH,
            path="/public/",
            secure=settings.BEHIND_TLS,
            httponly=True,
            samesite="Strict",
        )
    return response
