"""Sessions: listing them, and limiting their number and their duration."""

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

logger = logging.getLogger(__name__)
ACTIVITY_INTERVAL_SECONDS = 60
"""Seconds between two records of a session's activity: one write a minute, not one a request."""
MAX_BROWSER_LENGTH = 200


def session_renewal_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Renew an active session; an idle one expires, and every session ends after SESSION_HOURS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            current_time = int(utc_now().timestamp())
            opened_time = int(request.session.setdefault("opened", current_time))
            if current_time - opened_time >= settings.SESSION_HOURS * 3600:
                logout(request)
            elif current_time - int(request.session.get("seen", 0)) >= ACTIVITY_INTERVAL_SECONDS:
                _record_activity(request, current_time)
        return get_response(request)

    return middleware


def _record_activity(request: HttpRequest, current_time: int) -> None:
    """Record that the session is in use; a failure (a full disk) does not block reading."""
    session_key = request.session.session_key
    try:
        with transaction.atomic():
            OpenSession.objects.filter(session_key=session_key).update(seen_at=utc_now())
    except OperationalError as error:
        logger.warning("a session in use could not be noted: %s", error)
    else:
        request.session["seen"] = current_time


def list_open_sessions(person: Person) -> QuerySet[OpenSession]:
    """The person's sessions that are still open, newest first."""
    live_session_keys = Session.objects.filter(expire_date__gt=utc_now()).values("session_key")
    return person.sessions.filter(session_key__in=live_session_keys)


def register_session(request: HttpRequest, person: Person, address: str) -> list[OpenSession]:
    """Register the new session, and end the oldest ones beyond the allowed number.

    Returns the ended sessions.
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
        browser=request.headers.get("User-Agent", "")[:MAX_BROWSER_LENGTH],
    )
    request.session.save()
    ended_sessions = list(list_open_sessions(person)[settings.SESSIONS_AT_ONCE :])
    end_sessions(ended_sessions)
    return ended_sessions


def end_sessions(sessions: list[OpenSession]) -> None:
    """End sessions: their users are signed out with their next request."""
    Session.objects.filter(session_key__in=[session.session_key for session in sessions]).delete()
    OpenSession.objects.filter(pk__in=[session.pk for session in sessions]).delete()


def end_all_sessions(person: Person, *, except_key: str | None = None) -> int:
    """End the person's sessions except the one with this key, and return their number."""
    sessions = list(person.sessions.exclude(session_key=except_key or ""))
    end_sessions(sessions)
    return len(sessions)
