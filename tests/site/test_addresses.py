"""The visitor's address behind proxies, and in every event."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from cast_of_people import Cast
from django.test import Client
from django.urls import reverse

from duban_site.core.audit.addresses import find_client_address, get_network_key
from duban_site.core.audit.models import Event
from duban_site.plans.models import Plan

PROXIES = [ipaddress.ip_network(one) for one in ("127.0.0.1", "10.9.0.0/16", "::1")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),  # a visitor who writes the header
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7:51324", "198.51.100.7"),
        ("127.0.0.1:8000", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.7, 10.9.3.3", "198.51.100.7"),
        ("::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("::1", '"[2001:db8::7]"', "2001:db8::7"),
        ("::ffff:127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7, <script>", "127.0.0.1"),
        ("", "198.51.100.7", "198.51.100.7"),  # a socket file
        ("", "", None),
        ("not an address", "198.51.100.7", None),
    ],
)
def test_the_address_nearest_to_the_service_that_no_proxy_has(peer: str, forwarded: str, address: str | None) -> None:
    assert find_client_address(peer, forwarded, PROXIES) == address


def test_without_proxies_the_header_is_never_taken() -> None:
    assert find_client_address("127.0.0.1", "198.51.100.7", []) == "127.0.0.1"
    assert find_client_address("", "198.51.100.7", []) is None


def test_ipv6_is_counted_by_its_network() -> None:
    assert get_network_key("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert get_network_key("198.51.100.7") == "198.51.100.7"
    assert get_network_key(None) == ""


def test_every_event_of_a_request_has_its_address(cast: Cast, settings: Any) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    browser = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7:51324")
    browser.post("/login/", {"username": "shen", "password": "wrong"})
    browser.force_login(cast.shen)
    browser.post("/logout/")
    addresses = Event.objects.values_list("address", flat=True)
    assert set(addresses) == {"198.51.100.7"}
    assert addresses.count() >= 2


def test_a_refusal_and_a_download_are_logged_with_the_address(plan: Plan, cast: Cast) -> None:
    browser = Client(REMOTE_ADDR="198.51.100.7")
    browser.force_login(cast.ning)
    assert browser.get("/plans/").status_code == 403
    refused = Event.objects.filter(action="site.refused").get()
    assert (refused.actor, refused.address) == ("宁宇(ning)", "198.51.100.7")
    assert refused.data == {"path": "/plans/", "right": "plans.see", "status": 403}
    browser.force_login(cast.shen)
    assert browser.get(reverse("breakdown", args=[plan.pk])).status_code == 200
    taken = Event.objects.filter(action="site.download").get()
    assert (taken.actor, taken.address, taken.object_id) == ("沈岚(shen)", "198.51.100.7", plan.pk)
