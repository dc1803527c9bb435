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

from duban_site.core.access.page import WITHOUT_FACTOR, PageRequest
from duban_site.core.audit import addresses
from duban_site.core.errors import Refused
from duban_site.core.web import done, key_or_none
from duban_site.identity.actions import own_sign_in as own
from duban_site.identity.actions.manage_accounts import change_own_password
from duban_site.identity.devices import device_of
from duban_site.identity.forms import CodeForm, PasswordForm
from duban_site.identity.lockout import clear_try, count_try
from duban_site.identity.models import OpenSession
from duban_site.identity.open_sessions import open_sessions
from duban_site.identity.second_factor import (
    confirmed_factor,
    provisioning_uri,
    qr_code,
    second_factor_required,
)

T = TypeVar("T")


def own_sign_in(request: PageRequest) -> HttpResponse:
    """The visitor's sign-in settings and open sessions."""
    person, key = request.user, request.session.session_key
    shown = {
        "factor": confirmed_factor(person),
        "required": second_factor_required(person),
        "codes_left": person.recovery_codes.filter(used_at=None).count(),
        "sessions": open_sessions(person),
        "current": key,
        "changed": person.past_passwords.values_list("since", flat=True).first(),
        "form": CodeForm(),
        "section": "own_sign_in",
    }
    return render(request, "identity/own_sign_in.html", shown)


@sensitive_post_parameters()
def password(request: PageRequest) -> HttpResponse:
    """Change the visitor's password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = request.session.session_key
        try:
            change_own_password(request.user, form.cleaned_data["new"], session=session)
        except ValidationError as error:
            form.add_error("new", error)
        else:
            _keep_session(request)
            return done(request, _("密码已修改。"), "home")
    return render(request, "identity/password.html", {"form": form})


def _keep_session(request: PageRequest) -> None:
    """Continue this session under a new key, so that a stolen key becomes invalid."""
    before = request.session.session_key
    update_session_auth_hash(request, request.user)
    request.session.save()
    OpenSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@sensitive_post_parameters("code")
def set_up(request: PageRequest) -> HttpResponse:
    """Set up the second factor: show the QR code, then check the first code."""
    if confirmed_factor(request.user) is not None:
        return redirect("own_sign_in")
    factor = own.begin_second_factor(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = _counted(request, lambda: own.confirm_second_factor(request.user, code))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            request.session.pop(WITHOUT_FACTOR, None)
            return _tell_codes(request, codes)
    shown = {
        "form": form,
        "secret": factor.secret,
        "qr": qr_code(provisioning_uri(request.user, factor.secret)),
        "required": second_factor_required(request.user),
    }
    return render(request, "identity/set_up.html", shown)


def recovery_codes(request: PageRequest) -> HttpResponse:
    """New recovery codes, given a valid code."""
    code = request.POST.get("code", "")
    return _tell_codes(
        request, _counted(request, lambda: own.renew_recovery_codes(request.user, code))
    )


def leave_second_factor(request: PageRequest) -> HttpResponse:
    """Disable the second factor."""
    code = request.POST.get("code", "")
    _counted(request, lambda: own.leave_second_factor(request.user, code))
    return redirect("login")


def _counted(request: PageRequest, act: Callable[[], T]) -> T:
    """Run an action that needs a valid code, with the limits of sign-in attempts."""
    name, address = request.user.username, addresses.current.get()
    made = count_try(name, address, device_of(request), kind="code")
    if made.blocked_until is not None:
        time = timezone.localtime(made.blocked_until).strftime("%H:%M:%S")
        raise Refused(_("验证码输错次数过多。请于 %(time)s 后再试。") % {"time": time})
    result = act()
    clear_try(made)
    return result


def _tell_codes(request: PageRequest, codes: list[str]) -> HttpResponse:
    """Show the codes, only this once."""
    return render(request, "identity/recovery_codes.html", {"codes": codes})


def end_session(request: PageRequest) -> HttpResponse:
    """End one of the visitor's sessions, or all but the current one."""
    chosen = request.POST.get("session", "")
    if chosen == "others":
        own.end_other_sessions(request.user, request.session.session_key)
        return done(request, _("其他会话已结束。"), "own_sign_in")
    session = open_sessions(request.user).filter(pk=key_or_none(chosen) or 0).first()
    if session is None:
        raise Refused(_("这个会话已经结束。"))
    own.end_own_session(request.user, session)
    return done(request, _("会话已结束。"), "own_sign_in")
