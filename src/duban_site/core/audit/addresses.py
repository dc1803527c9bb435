"""The client address of a request, for the log and for limiting sign-in attempts."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
current_address: ContextVar[str] = ContextVar("address", default="")
IPV6_CUSTOMER_BITS = 64
"""Prefix length that providers assign to one IPv6 customer, who may use all addresses in it."""


def address_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Make the request's address available while the request is processed."""

    def handle_request(request: HttpRequest) -> HttpResponse:
        token = current_address.set(get_request_address(request) or "")
        try:
            return get_response(request)
        finally:
            current_address.reset(token)

    return handle_request


def get_request_address(request: HttpRequest) -> str | None:
    """The visitor's address; None where the server has none (a Unix socket)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return find_client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def find_client_address(peer_address: str, forwarded_for: str, trusted_networks: Sequence[Network]) -> str | None:
    """The address nearest to the service that does not belong to a trusted proxy.

    `peer_address` is the connected client; `forwarded_for` is X-Forwarded-For, farthest address
    first. Each trusted proxy vouches for the entry before it, so entries that a visitor writes
    into the header are never used. An invalid entry stops at the proxy that wrote it.
    """
    address = parse_address(peer_address)
    if address is None and peer_address.strip():
        return None
    for entry in reversed(forwarded_for.split(",")):
        # Without a peer the server listens on a Unix socket, which only the proxy can open.
        if address is not None and not any(address in network for network in trusted_networks):
            break
        forwarded_address = parse_address(entry) if trusted_networks else None
        if forwarded_address is None:
            break
        address = forwarded_address
    return None if address is None else str(address)


def parse_address(address_text: str) -> Address | None:
    """Parse an address, also with port, brackets, quotes or zone; None for an invalid one.

    An IPv4 address that is written as IPv6 (`::ffff:10.1.2.3`) becomes IPv4.
    """
    address_text = address_text.strip().strip('"')
    if address_text.startswith("["):
        address_text = address_text[1:].partition("]")[0]
    elif address_text.count(":") == 1:
        address_text = address_text.partition(":")[0]
    try:
        address = ipaddress.ip_address(address_text.partition("%")[0])
    except ValueError:
        return None
    mapped_address = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped_address or address


def get_network_key(address: str | None) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 network of an IPv6 address."""
    parsed_address = parse_address(address or "")
    if isinstance(parsed_address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{parsed_address}/{IPV6_CUSTOMER_BITS}", strict=False))
    return "" if parsed_address is None else str(parsed_address)
