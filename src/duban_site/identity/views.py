"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import logout as leave
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.identity import openid
from duban_site.identity.actions.sign_in import (
    OPENID_METHOD,
    complete_sign_in,
    get_pending_person,
    sign_in,
    sign_in_with_code,
)
from duban_site.identity.actions.sign_out import sign_out
from duban_site.identity.devices import remember_device
from duban_site.identity.forms import CodeForm, SignInForm
from duban_site.people.models import Person

NEXT_PAGE_KEY = "following"
"""Session key of the page to go to, while the visitor is at the provider or gives a code."""


@sensitive_post_parameters("password")
def show_login(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = sign_in(request, form.cleaned_data["username"], form.cleaned_data["password"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return _continue_after_sign_in(request, person, request.GET.get("next", ""))
    return _render_login_page(request, form)


def _render_login_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context_data = {"form": form, "openid": openid.uses_openid(), "following": request.GET.get("next", "")}
    return render(request, "identity/login.html", context_data, status=status)


def _continue_after_sign_in(request: HttpRequest, person: Person | None, next_page: str) -> HttpResponse:
    """Redirect to the requested page, or first to the code."""
    if person is None:
        request.session[NEXT_PAGE_KEY] = next_page
        return redirect("code")
    response = _redirect_to_next_page(request, next_page)
    remember_device(request, response, person)
    return response


def _redirect_to_next_page(request: HttpRequest, next_page: str) -> HttpResponse:
    if next_page and url_has_allowed_host_and_scheme(next_page, {request.get_host()}):
        return HttpResponseRedirect(next_page)
    return redirect("home")


@sensitive_post_parameters("code")
def show_code_form(request: HttpRequest) -> HttpResponse:
    """The page for the second factor's code."""
    if request.user.is_authenticated:
        return redirect("home")
    if get_pending_person(request) is None:
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        next_page = request.session.get(NEXT_PAGE_KEY, "")
        try:
            person = sign_in_with_code(request, form.cleaned_data["code"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return _continue_after_sign_in(request, person, next_page)
    return render(request, "identity/code.html", {"form": form})


def start_openid(request: HttpRequest) -> HttpResponse:
    """Redirect to the identity provider."""
    if not openid.uses_openid():
        return redirect("login")
    request.session[NEXT_PAGE_KEY] = request.GET.get("next", "")
    callback_url = request.build_absolute_uri(reverse("openid_callback"))
    try:
        return openid.redirect_to_provider(request, callback_url)
    except openid.ProviderError as error:
        return _show_openid_refusal(request, error)


def handle_openid_callback(request: HttpRequest) -> HttpResponse:
    """The callback of the identity provider."""
    if not openid.uses_openid() or request.user.is_authenticated:
        return redirect("login")
    next_page = request.session.pop(NEXT_PAGE_KEY, "")
    try:
        person = openid.identify_callback_person(request)
    except openid.ProviderError as error:
        return _show_openid_refusal(request, error)
    return _continue_after_sign_in(request, complete_sign_in(request, person, OPENID_METHOD), next_page)


def _show_openid_refusal(request: HttpRequest, error: openid.ProviderError) -> HttpResponse:
    """The sign-in page with the error; not a redirect, and reloading it is harmless."""
    openid.log_refusal(str(error))
    form = SignInForm({})
    form.is_valid()
    form.errors.clear()
    form.add_error(None, str(error))
    return _render_login_page(request, form, status=403)


def log_out(request: PageRequest) -> HttpResponse:
    """Sign out."""
    sign_out(request.user, request.session.session_key)
    leave(request)
    return redirect("login")
