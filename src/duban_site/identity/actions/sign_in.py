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

from duban_site.core.access.page import WITHOUT_FACTOR
from duban_site.core.actor import System
from duban_site.core.audit import addresses
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.identity.devices import device_of
from duban_site.identity.lockout import Try, clear_try, count_try
from duban_site.identity.open_sessions import note_session
from duban_site.identity.passwords import password_is_old
from duban_site.identity.second_factor import (
    accept_code,
    confirmed_factor,
    second_factor_required,
)
from duban_site.people.models import Person

VISITOR = System("登录页")
WAITING, WAITING_SECONDS = "second_factor_of", 300
"""Session key of a person whose password was right, and seconds for giving the code."""
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@dataclass(frozen=True, slots=True)
class Way:
    """A sign-in method: its name in the log, and whether it uses the service's own password."""

    means: str
    own_password: bool


PASSWORD, OPENID, LDAP = Way("password", True), Way("openid", False), Way("ldap", False)
WAYS = {way.means: way for way in (PASSWORD, OPENID, LDAP)}


def sign_in(request: HttpRequest, name: str, password: str) -> Person | None:
    """Sign in by name and password; None where the second factor is required next.

    Raises Refused with a message for the visitor. An empty password is always wrong.
    """
    made = count_try(name, addresses.current.get(), device_of(request))
    _refuse_blocked(made)
    person, way = _checked(request, made.name, password) if password else (None, PASSWORD)
    if person is None:
        _log_failure(made.name, "password")
        raise Refused(_("账号或密码不正确。请核对后再试。"))
    clear_try(made)
    return finish(request, person, way)


def _checked(request: HttpRequest, name: str, password: str) -> tuple[Person | None, Way]:
    from duban_site.identity.directory import check_password_in_directory, uses_directory

    if uses_directory():
        person = check_password_in_directory(name, password)
        if person is not None:
            return person, LDAP
    found = authenticate(request, username=name, password=password)
    return (found if isinstance(found, Person) else None), PASSWORD


def finish(request: HttpRequest, person: Person, way: Way) -> Person | None:
    """Sign the person in, or store that they must give a code next (None)."""
    if confirmed_factor(person) is not None:
        request.session.cycle_key()
        request.session[WAITING] = [person.pk, int(utc_now().timestamp()), way.means]
        return None
    _enter(request, person, way, factor="")
    return person


def waiting_person(request: HttpRequest) -> tuple[Person, Way] | None:
    """The person who must still give a code in this session, and their method; or None."""
    pk, at, means = request.session.get(WAITING) or (None, 0, "")
    if pk is None or utc_now().timestamp() - at > WAITING_SECONDS:
        return None
    person = Person.objects.filter(pk=pk, is_active=True).first()
    return None if person is None else (person, WAYS[means])


def give_code(request: HttpRequest, code: str) -> Person:
    """The second step: sign in with the code. Raises Refused for a wrong or late one."""
    waiting = waiting_person(request)
    if waiting is None:
        raise Refused(_("登录已超时，请重新输入账号和密码。"))
    person, way = waiting
    made = count_try(person.username, addresses.current.get(), device_of(request), kind="code")
    _refuse_blocked(made)
    with transaction.atomic():
        how = accept_code(person, code)
        if how is not None:
            log(person, "people.second_factor", person, how=how)
    if how is None:
        _log_failure(person.username, "code")
        raise Refused(_("验证码不正确或已用过。请等下一个验证码再试。"))
    clear_try(made)
    request.session.pop(WAITING, None)
    _enter(request, person, way, factor=how)
    return person


def _enter(request: HttpRequest, person: Person, way: Way, *, factor: str) -> None:
    with transaction.atomic():
        person.previous_login = person.last_login
        old = way.own_password and password_is_old(person)
        person.must_change_password = way.own_password and (person.must_change_password or old)
        person.save(update_fields=["previous_login", "must_change_password"])
        login(request, person, backend=BACKEND)
        ended = note_session(request, person, addresses.current.get())
        told = {"means": way.means, "factor": factor}
        log(person, "people.sign_in", person, **told, ended_sessions=len(ended))
    if second_factor_required(person) and not factor:
        request.session[WITHOUT_FACTOR] = True


def _refuse_blocked(made: Try) -> None:
    if made.blocked_until is not None:
        _log_failure(made.name, "blocked")
        time_of_day = timezone.localtime(made.blocked_until).strftime("%H:%M:%S")
        message = _("登录失败次数过多，已暂停登录。请于 %(time)s 后再试，或请管理员解锁。")
        raise Refused(message % {"time": time_of_day})


def _log_failure(name: str, what: str) -> None:
    with transaction.atomic():
        log(VISITOR, "people.sign_in_failed", None, username=name, what=what)
