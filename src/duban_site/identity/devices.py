"""Known devices: browsers in which a person has signed in, known by a cookie."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from duban_site.core.audit.addresses import neighbourhood, request_address
from duban_site.core.clock import utc_now
from duban_site.identity.lockout import device_hash
from duban_site.identity.models import KnownDevice
from duban_site.people.models import Person

COOKIE = "duban_device"
DAYS = 180
MOST = 20
"""Number of devices stored per person; the oldest are removed."""


def device_of(request: HttpRequest) -> str:
    """The browser's device cookie, empty for none."""
    return request.COOKIES.get(COOKIE, "")[:100]


def remember_device(request: HttpRequest, response: HttpResponseBase, person: Person) -> None:
    """Store this browser as one of the person's known devices, and set its cookie."""
    device = device_of(request)
    token = device_hash(device)
    if not device or not KnownDevice.objects.filter(token=token, person=person).exists():
        device = secrets.token_urlsafe(32)
        network = neighbourhood(request_address(request))
        made = {"person": person, "network": network, "since": utc_now()}
        KnownDevice.objects.create(token=device_hash(device), **made)
        kept = person.devices.order_by("-pk").values_list("pk", flat=True)[:MOST]
        person.devices.exclude(pk__in=list(kept)).delete()
    response.set_cookie(
        COOKIE,
        device,
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
