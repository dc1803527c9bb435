"""Signing in: counts the try, refuses a locked account, remembers the last time."""

from __future__ import annotations

from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from duban_site.accounts.lockout import locked_until
from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import LoginTry, Person

NAME_LENGTH = 40
VISITOR = System("登录页")


def sign_in(request: HttpRequest, username: str, password: str, address: str | None) -> Person:
    """Sign in, or raise Refused with what the visitor should know."""
    username = username.strip()[:NAME_LENGTH]
    _refuse_locked(username, address)
    person = authenticate(request, username=username, password=password)
    if not isinstance(person, Person):
        _count_failure(username, address)
        _refuse_locked(username, address)
        raise Refused(_("账号或密码不正确。请核对后再试。"))
    with transaction.atomic():
        person.previous_login = person.last_login
        person.save(update_fields=["previous_login"])
        login(request, person)
        _tried(username, address, failed=False)
        LoginTry.objects.filter(username=username.lower(), failed=True).update(cleared=True)
        log(person, "people.sign_in", person, address=address)
    return person


def _refuse_locked(username: str, address: str | None) -> None:
    until = locked_until(username, address)
    if until is not None:
        time = timezone.localtime(until).strftime("%H:%M")
        message = _("登录失败次数过多，已暂停登录。请于 %(time)s 后再试，或请管理员解锁。")
        raise Refused(message % {"time": time})


def _count_failure(username: str, address: str | None) -> None:
    with transaction.atomic():
        _tried(username, address, failed=True)
        log(VISITOR, "people.sign_in_failed", None, username=username, address=address)


def _tried(username: str, address: str | None, *, failed: bool) -> None:
    LoginTry.objects.create(username=username.lower(), address=address, at=utc_now(), failed=failed)
