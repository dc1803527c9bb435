"""Signing in, one's own password, the first page."""

from __future__ import annotations

from django.contrib.auth import logout as leave
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.i18n import set_language

from duban_site.accounts.actions.manage_accounts import change_own_password
from duban_site.accounts.actions.sign_in import sign_in
from duban_site.accounts.actions.sign_out import sign_out
from duban_site.accounts.forms import PasswordForm, SignInForm
from duban_site.core.access.page import PageRequest
from duban_site.core.audit.addresses import request_address
from duban_site.core.errors import Refused
from duban_site.core.web import done


@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """The page on which one signs in."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = request_address(request)
        try:
            sign_in(request, form.cleaned_data["username"], form.cleaned_data["password"], address)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect(_following(request))
    return render(request, "accounts/login.html", {"form": form})


def _following(request: HttpRequest) -> str:
    following = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()})
    return following if safe else "home"


def logout(request: PageRequest) -> HttpResponse:
    """Leave."""
    sign_out(request.user)
    leave(request)
    return redirect("login")


@sensitive_post_parameters()
def password(request: PageRequest) -> HttpResponse:
    """One's own password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_own_password(request.user, form.cleaned_data["new"])
        except ValidationError as error:
            form.add_error("new", error)
        else:
            update_session_auth_hash(request, request.user)
            return done(request, _("密码已修改。"), "home")
    return render(request, "accounts/password.html", {"form": form})


def language(request: HttpRequest) -> HttpResponseBase:
    """Chinese or English."""
    return set_language(request)


def health(request: HttpRequest) -> JsonResponse:
    """Whether the service answers, for whoever watches it. Tells nothing else."""
    return JsonResponse({"status": "ok"})
