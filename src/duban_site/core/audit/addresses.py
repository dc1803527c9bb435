"""The client address of a request, for the log and for limiting sign-in attempts."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
current: ContextVar[str] = ContextVar("address", default="")
NEIGHBOURS = 64
"""Prefix length that providers assign to one IPv6 customer, who may use all addresses in it."""


def middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Make the request's address available while the request is processed."""

    def inner(request: HttpRequest) -> HttpResponse:
        token = current.set(request_address(request) or "")
        try:
            return get_response(request)
        finally:
            current.reset(token)

    return inner


def request_address(request: HttpRequest) -> str | None:
    """The visitor's address; None where the server has none (a Unix socket)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str | None:
    """The address nearest to the service that does not belong to a trusted proxy.

    `peer_address` is the connected client; `forwarded_for` is X-Forwarded-For, farthest address
    first. Each trusted proxy vouches for the entry before it, so entries that a visitor writes
    into the header are never used. An invalid entry stops at the proxy that wrote it.
    """
    address = parse_address(peer)
    if address is None and peer.strip():
        return None
    for entry in reversed(forwarded.split(",")):
        # Without a peer the server listens on a Unix socket, which only the proxy can open.
        if address is not None and not any(address in network for network in trusted):
            break
        before = parse_address(entry) if trusted else None
        if before is None:
            break
        address = before
    return None if address is None else str(address)


def parse_address(text: str) -> Address | None:
    """Parse an address, also with port, brackets, quotes or zone; None for an invalid one.

    An IPv4 address that is written as IPv6 (`::ffff:10.1.2.3`) becomes IPv4.
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def neighbourhood(address: str | None) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 network of an IPv6 address."""
    found = parse_address(address or "")
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{found}/{NEIGHBOURS}", strict=False))
    return "" if found is None else str(found)
