"""Known devices: browsers in which a person has signed in, known by a cookie."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from duban_site.core.audit.addresses import get_network_key, get_request_address
from duban_site.core.clock import utc_now
from duban_site.identity.lockout import hash_device
from duban_site.identity.models import KnownDevice
from duban_site.people.models import Person

DEVICE_COOKIE = "duban_device"
COOKIE_DAYS = 180
MAX_DEVICES = 20
"""Number of devices stored per person; the oldest are removed."""


def read_device_cookie(request: HttpRequest) -> str:
    """The browser's device cookie, empty for none."""
    return request.COOKIES.get(DEVICE_COOKIE, "")[:100]


def remember_device(request: HttpRequest, response: HttpResponseBase, person: Person) -> None:
    """Store this browser as one of the person's known devices, and set its cookie."""
    device = read_device_cookie(request)
    device_token = hash_device(device)
    if not device or not KnownDevice.objects.filter(token=device_token, person=person).exists():
        device = secrets.token_urlsafe(32)
        network = get_network_key(get_request_address(request))
        device_fields = {"person": person, "network": network, "since": utc_now()}
        KnownDevice.objects.create(token=hash_device(device), **device_fields)
        recent_keys = person.devices.order_by("-pk").values_list("pk", flat=True)[:MAX_DEVICES]
        person.devices.exclude(pk__in=list(recent_keys)).delete()
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
