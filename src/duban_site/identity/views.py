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
    OPENID,
    finish,
    give_code,
    sign_in,
    waiting_person,
)
from duban_site.identity.actions.sign_out import sign_out
from duban_site.identity.devices import remember_device
from duban_site.identity.forms import CodeForm, SignInForm
from duban_site.people.models import Person

FOLLOWING = "following"
"""Session key of the page to go to, while the visitor is at the provider or gives a code."""


@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
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
            return _entered(request, person, request.GET.get("next", ""))
    return _login_page(request, form)


def _login_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    shown = {
        "form": form,
        "openid": openid.uses_openid(),
        "following": request.GET.get("next", ""),
    }
    return render(request, "identity/login.html", shown, status=status)


def _entered(request: HttpRequest, person: Person | None, following: str) -> HttpResponse:
    """Redirect to the requested page, or first to the code."""
    if person is None:
        request.session[FOLLOWING] = following
        return redirect("code")
    response = _onward(request, following)
    remember_device(request, response, person)
    return response


def _onward(request: HttpRequest, following: str) -> HttpResponse:
    if following and url_has_allowed_host_and_scheme(following, {request.get_host()}):
        return HttpResponseRedirect(following)
    return redirect("home")


@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The page for the second factor's code."""
    if request.user.is_authenticated:
        return redirect("home")
    if waiting_person(request) is None:
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        following = request.session.get(FOLLOWING, "")
        try:
            person = give_code(request, form.cleaned_data["code"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return _entered(request, person, following)
    return render(request, "identity/code.html", {"form": form})


def start_openid(request: HttpRequest) -> HttpResponse:
    """Redirect to the identity provider."""
    if not openid.uses_openid():
        return redirect("login")
    request.session[FOLLOWING] = request.GET.get("next", "")
    callback = request.build_absolute_uri(reverse("openid_callback"))
    try:
        return openid.start(request, callback)
    except openid.ProviderError as error:
        return _refused(request, error)


def openid_callback(request: HttpRequest) -> HttpResponse:
    """The callback of the identity provider."""
    if not openid.uses_openid() or request.user.is_authenticated:
        return redirect("login")
    following = request.session.pop(FOLLOWING, "")
    try:
        person = openid.person_of_callback(request)
    except openid.ProviderError as error:
        return _refused(request, error)
    return _entered(request, finish(request, person, OPENID), following)


def _refused(request: HttpRequest, error: openid.ProviderError) -> HttpResponse:
    """The sign-in page with the error; not a redirect, and reloading it is harmless."""
    openid.log_refusal(str(error))
    form = SignInForm({})
    form.is_valid()
    form.errors.clear()
    form.add_error(None, str(error))
    return _login_page(request, form, status=403)


def logout(request: PageRequest) -> HttpResponse:
    """Sign out."""
    sign_out(request.user, request.session.session_key)
    leave(request)
    return redirect("login")
