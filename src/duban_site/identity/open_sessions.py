"""Sessions: who is signed in where, how many at once, and how long at most."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from duban_site.core.clock import utc_now
from duban_site.identity.models import OpenSession
from duban_site.people.models import Person

LOG = logging.getLogger(__name__)
SEEN_EVERY = 60
"""Seconds between two notes that a session is in use: one write a minute, not one a request."""
BROWSER = 200


def session_alive(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Renew the session of someone at work; an idle one ends by its age, any by its hours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(utc_now().timestamp())
            opened = int(request.session.setdefault("opened", now))
            if now - opened >= settings.SESSION_HOURS * 3600:
                logout(request)
            elif now - int(request.session.get("seen", 0)) >= SEEN_EVERY:
                _note_seen(request, now)
        return get_response(request)

    return middleware


def _note_seen(request: HttpRequest, now: int) -> None:
    """Note that the session is in use; on a full disk nobody is kept from reading for that."""
    key = request.session.session_key
    try:
        with transaction.atomic():
            OpenSession.objects.filter(session_key=key).update(seen_at=utc_now())
    except OperationalError as error:
        LOG.warning("a session in use could not be noted: %s", error)
    else:
        request.session["seen"] = now


def open_sessions(person: Person) -> QuerySet[OpenSession]:
    """The person's sessions that are still open, newest first."""
    alive = Session.objects.filter(expire_date__gt=utc_now()).values("session_key")
    return person.sessions.filter(session_key__in=alive)


def note_session(request: HttpRequest, person: Person, address: str) -> list[OpenSession]:
    """List the session that was just opened; the oldest beyond the setting's number are ended.

    Returns those that were ended.
    """
    if request.session.session_key is None:
        request.session.save()
    now = utc_now()
    request.session["opened"] = int(utc_now().timestamp())
    OpenSession.objects.create(
        person=person,
        session_key=str(request.session.session_key),
        opened_at=now,
        seen_at=now,
        address=address,
        browser=request.headers.get("User-Agent", "")[:BROWSER],
    )
    request.session.save()
    ended = list(open_sessions(person)[settings.SESSIONS_AT_ONCE :])
    end_sessions(ended)
    return ended


def end_sessions(sessions: list[OpenSession]) -> None:
    """End sessions: whoever uses one is signed out at the next click."""
    Session.objects.filter(session_key__in=[one.session_key for one in sessions]).delete()
    OpenSession.objects.filter(pk__in=[one.pk for one in sessions]).delete()


def end_all_sessions(person: Person, *, but: str | None = None) -> int:
    """End the person's sessions, but for the one with the key `but`. Says how many."""
    sessions = list(person.sessions.exclude(session_key=but or ""))
    end_sessions(sessions)
    return len(sessions)
