"""Signing in by password or identity provider, and by a second factor where there is one.

Every method ends in `complete_sign_in`: the person is signed in, or must first give a code.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from duban_site.core.access.page import SECOND_FACTOR_MISSING
from duban_site.core.actor import SystemActor
from duban_site.core.audit import addresses
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.identity.devices import read_device_cookie
from duban_site.identity.lockout import SignInAttempt, clear_attempt, count_attempt
from duban_site.identity.open_sessions import register_session
from duban_site.identity.passwords import is_password_expired
from duban_site.identity.second_factor import accept_code, get_confirmed_factor, requires_second_factor
from duban_site.people.models import Person

LOGIN_PAGE_ACTOR = SystemActor("登录页")
PENDING_SESSION_KEY, PENDING_SECONDS = "second_factor_of", 300
"""Session key of a person whose password was right, and seconds for giving the code."""
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@dataclass(frozen=True, slots=True)
class SignInMethod:
    """A sign-in method: its name in the log, and whether it uses the service's own password."""

    method_name: str
    uses_local_password: bool


PASSWORD_METHOD, OPENID_METHOD, LDAP_METHOD = (
    SignInMethod("password", True),
    SignInMethod("openid", False),
    SignInMethod("ldap", False),
)
METHOD_BY_NAME = {way.method_name: way for way in (PASSWORD_METHOD, OPENID_METHOD, LDAP_METHOD)}


def sign_in(request: HttpRequest, name: str, password: str) -> Person | None:
    """Sign in by name and password; None where the second factor is required next.

    Raises Refused with a message for the visitor. An empty password is always wrong.
    """
    attempt = count_attempt(name, addresses.current_address.get(), read_device_cookie(request))
    _refuse_blocked(attempt)
    person, method = _authenticate(request, attempt.name, password) if password else (None, PASSWORD_METHOD)
    if person is None:
        _log_failure(attempt.name, "password")
        raise Refused(_("账号或密码不正确。请核对后再试。"))
    clear_attempt(attempt)
    return complete_sign_in(request, person, method)


def _authenticate(request: HttpRequest, name: str, password: str) -> tuple[Person | None, SignInMethod]:
    from duban_site.identity.directory import check_password_in_directory, uses_directory

    if uses_directory():
        person = check_password_in_directory(name, password)
        if person is not None:
            return person, LDAP_METHOD
    authenticated = authenticate(request, username=name, password=password)
    return (authenticated if isinstance(authenticated, Person) else None), PASSWORD_METHOD


def complete_sign_in(request: HttpRequest, person: Person, method: SignInMethod) -> Person | None:
    """Sign the person in, or store that they must give a code next (None)."""
    if get_confirmed_factor(person) is not None:
        request.session.cycle_key()
        request.session[PENDING_SESSION_KEY] = [person.pk, int(utc_now().timestamp()), method.method_name]
        return None
    _open_session(request, person, method, factor="")
    return person


def get_pending_person(request: HttpRequest) -> tuple[Person, SignInMethod] | None:
    """The person who must still give a code in this session, and their method; or None."""
    person_key, password_time, method_name = request.session.get(PENDING_SESSION_KEY) or (None, 0, "")
    if person_key is None or utc_now().timestamp() - password_time > PENDING_SECONDS:
        return None
    person = Person.objects.filter(pk=person_key, is_active=True).first()
    return None if person is None else (person, METHOD_BY_NAME[method_name])


def sign_in_with_code(request: HttpRequest, code: str) -> Person:
    """The second step: sign in with the code. Raises Refused for a wrong or late one."""
    pending = get_pending_person(request)
    if pending is None:
        raise Refused(_("登录已超时，请重新输入账号和密码。"))
    person, method = pending
    attempt = count_attempt(person.username, addresses.current_address.get(), read_device_cookie(request), kind="code")
    _refuse_blocked(attempt)
    with transaction.atomic():
        code_kind = accept_code(person, code)
        if code_kind is not None:
            log_event(person, "people.second_factor", person, how=code_kind)
    if code_kind is None:
        _log_failure(person.username, "code")
        raise Refused(_("验证码不正确或已用过。请等下一个验证码再试。"))
    clear_attempt(attempt)
    request.session.pop(PENDING_SESSION_KEY, None)
    _open_session(request, person, method, factor=code_kind)
    return person


def _open_session(request: HttpRequest, person: Person, method: SignInMethod, *, factor: str) -> None:
    with transaction.atomic():
        person.previous_login = person.last_login
        is_expired = method.uses_local_password and is_password_expired(person)
        person.must_change_password = method.uses_local_password and (person.must_change_password or is_expired)
        person.save(update_fields=["previous_login", "must_change_password"])
        login(request, person, backend=BACKEND)
        ended_sessions = register_session(request, person, addresses.current_address.get())
        event_data = {"means": method.method_name, "factor": factor}
        log_event(person, "people.sign_in", person, **event_data, ended_sessions=len(ended_sessions))
    if requires_second_factor(person) and not factor:
        request.session[SECOND_FACTOR_MISSING] = True


def _refuse_blocked(attempt: SignInAttempt) -> None:
    if attempt.blocked_until is not None:
        _log_failure(attempt.name, "blocked")
        time_of_day = timezone.localtime(attempt.blocked_until).strftime("%H:%M:%S")
        message = _("登录失败次数过多，已暂停登录。请于 %(time)s 后再试，或请管理员解锁。")
        raise Refused(message % {"time": time_of_day})


def _log_failure(username: str, failure_kind: str) -> None:
    with transaction.atomic():
        log_event(LOGIN_PAGE_ACTOR, "people.sign_in_failed", None, username=username, what=failure_kind)
