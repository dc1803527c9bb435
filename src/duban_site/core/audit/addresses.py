"""The address that a request comes from, for the log and for counting tries to sign in."""

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
"""Bits of an IPv6 address that a provider gives to one customer, who may use any of the rest."""


def middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the request's address for as long as it is answered."""

    def inner(request: HttpRequest) -> HttpResponse:
        token = current.set(request_address(request) or "")
        try:
            return get_response(request)
        finally:
            current.reset(token)

    return inner


def request_address(request: HttpRequest) -> str | None:
    """The visitor's address; None where the server does not know one (a socket file)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str | None:
    """The address nearest to the service that no trusted proxy has.

    `peer` is who is connected; `forwarded` what X-Forwarded-For says, farthest first. Each trusted
    proxy vouches for the one before it, so what a visitor writes into the header is never taken.
    An entry that is no address ends the walk at the proxy that wrote it.
    """
    address = parse_address(peer)
    if address is None and peer.strip():
        return None
    for entry in reversed(forwarded.split(",")):
        # Without a peer the server listens on a socket file, which only the proxy can open.
        if address is not None and not any(address in network for network in trusted):
            break
        before = parse_address(entry) if trusted else None
        if before is None:
            break
        address = before
    return None if address is None else str(address)


def parse_address(text: str) -> Address | None:
    """An address, perhaps with a port, in brackets or quotes or with a zone; None for no address.

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
    """What is counted as one visitor's: an IPv4 address, or the network of an IPv6 address."""
    found = parse_address(address or "")
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{found}/{NEIGHBOURS}", strict=False))
    return "" if found is None else str(found)
