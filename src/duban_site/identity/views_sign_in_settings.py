"""我的登录: the visitor's password, second factor and sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from duban_site.core.access.page import SECOND_FACTOR_MISSING, PageRequest
from duban_site.core.audit import addresses
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.identity.actions import personal_sign_in
from duban_site.identity.actions.manage_accounts import change_password
from duban_site.identity.devices import read_device_cookie
from duban_site.identity.forms import CodeForm, PasswordForm
from duban_site.identity.lockout import clear_attempt, count_attempt
from duban_site.identity.models import OpenSession
from duban_site.identity.open_sessions import list_open_sessions
from duban_site.identity.second_factor import (
    build_provisioning_uri,
    get_confirmed_factor,
    render_qr_code,
    requires_second_factor,
)

ResultT = TypeVar("ResultT")


def show_sign_in_settings(request: PageRequest) -> HttpResponse:
    """The visitor's sign-in settings and open sessions."""
    person, session_key = request.user, request.session.session_key
    context_data = {
        "factor": get_confirmed_factor(person),
        "required": requires_second_factor(person),
        "codes_left": person.recovery_codes.filter(used_at=None).count(),
        "sessions": list_open_sessions(person),
        "current": session_key,
        "changed": person.past_passwords.values_list("since", flat=True).first(),
        "form": CodeForm(),
        "section": "own_sign_in",
    }
    return render(request, "identity/own_sign_in.html", context_data)


@sensitive_post_parameters()
def show_password_form(request: PageRequest) -> HttpResponse:
    """Change the visitor's password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        session_key = request.session.session_key
        try:
            change_password(request.user, form.cleaned_data["new"], current_session_key=session_key)
        except ValidationError as error:
            form.add_error("new", error)
        else:
            _rotate_session_key(request)
            return redirect_with_message(request, _("密码已修改。"), "home")
    return render(request, "identity/password.html", {"form": form})


def _rotate_session_key(request: PageRequest) -> None:
    """Continue this session under a new key, so that a stolen key becomes invalid."""
    earlier_key = request.session.session_key
    update_session_auth_hash(request, request.user)
    request.session.save()
    OpenSession.objects.filter(session_key=earlier_key).update(session_key=request.session.session_key)


@sensitive_post_parameters("code")
def set_up_second_factor(request: PageRequest) -> HttpResponse:
    """Set up the second factor: show the QR code, then check the first code."""
    if get_confirmed_factor(request.user) is not None:
        return redirect("own_sign_in")
    factor = personal_sign_in.begin_second_factor(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = _run_with_attempt_limit(request, lambda: personal_sign_in.confirm_second_factor(request.user, code))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            request.session.pop(SECOND_FACTOR_MISSING, None)
            return _render_codes(request, codes)
    context_data = {
        "form": form,
        "secret": factor.secret,
        "qr": render_qr_code(build_provisioning_uri(request.user, factor.secret)),
        "required": requires_second_factor(request.user),
    }
    return render(request, "identity/set_up.html", context_data)


def renew_recovery_codes(request: PageRequest) -> HttpResponse:
    """New recovery codes, given a valid code."""
    code = request.POST.get("code", "")
    return _render_codes(
        request, _run_with_attempt_limit(request, lambda: personal_sign_in.renew_recovery_codes(request.user, code))
    )


def disable_second_factor(request: PageRequest) -> HttpResponse:
    """Disable the second factor."""
    code = request.POST.get("code", "")
    _run_with_attempt_limit(request, lambda: personal_sign_in.disable_second_factor(request.user, code))
    return redirect("login")


def _run_with_attempt_limit(request: PageRequest, action: Callable[[], ResultT]) -> ResultT:
    """Run an action that needs a valid code, with the limits of sign-in attempts."""
    username, address = request.user.username, addresses.current_address.get()
    attempt = count_attempt(username, address, read_device_cookie(request), kind="code")
    if attempt.blocked_until is not None:
        blocked_until = timezone.localtime(attempt.blocked_until).strftime("%H:%M:%S")
        raise Refused(_("验证码输错次数过多。请于 %(time)s 后再试。") % {"time": blocked_until})
    result = action()
    clear_attempt(attempt)
    return result


def _render_codes(request: PageRequest, codes: list[str]) -> HttpResponse:
    """Show the codes, only this once."""
    return render(request, "identity/recovery_codes.html", {"codes": codes})


def end_session(request: PageRequest) -> HttpResponse:
    """End one of the visitor's sessions, or all but the current one."""
    selected_session = request.POST.get("session", "")
    if selected_session == "others":
        personal_sign_in.end_remaining_sessions(request.user, request.session.session_key)
        return redirect_with_message(request, _("其他会话已结束。"), "own_sign_in")
    session = list_open_sessions(request.user).filter(pk=parse_key(selected_session) or 0).first()
    if session is None:
        raise Refused(_("这个会话已经结束。"))
    personal_sign_in.end_personal_session(request.user, session)
    return redirect_with_message(request, _("会话已结束。"), "own_sign_in")
