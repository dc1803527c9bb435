"""Checking passwords with an LDAP directory, for accounts that were opened beforehand.

The entry is searched by the typed name, with the filter of the settings; the person is found by the
entry's subject (工号 or another attribute that never changes). An empty password is refused without
a query: the directory would accept it as an anonymous bind (RFC 4513).
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from duban_site.core.errors import Refused
from duban_site.identity.models import ExternalIdentity
from duban_site.people.models import Person

TIMEOUT_SECONDS = 5
logger = logging.getLogger(__name__)


def uses_directory() -> bool:
    """Whether the settings name a directory."""
    return bool(settings.LDAP_URL)


def check_password_in_directory(username: str, password: str) -> Person | None:
    """The person whose entry accepts this password, or None.

    Raises Refused where the LDAP library is not installed.
    """
    if not username or not password:
        return None
    try:
        import ldap3
        from ldap3.core.exceptions import LDAPException
    except ImportError as error:
        message = "LDAP 登录要用的库没有安装：pip install 'duban[ldap]'"
        raise Refused(message) from error
    try:
        subject = _find_subject(ldap3, username, password)
    except LDAPException:
        logger.exception("the directory %s did not answer as it should", settings.LDAP_URL)
        return None
    identity = ExternalIdentity.objects.filter(subject=subject).select_related("person").first()
    return identity.person if subject and identity and identity.person.is_active else None


def _find_subject(ldap3: Any, username: str, password: str) -> str:
    """The subject of the only entry with that name, if it accepts the password; else empty."""
    with _bind_connection(ldap3, settings.LDAP_BIND_DN or None, settings.LDAP_PASSWORD or None) as search_connection:
        if search_connection is None:
            logger.error("the directory refuses the account of DUBAN_LDAP_BIND_DN")
            return ""
        search_filter = settings.LDAP_FILTER.format(name=ldap3.utils.conv.escape_filter_chars(username))
        attribute = settings.LDAP_ATTRIBUTE
        search_connection.search(settings.LDAP_BASE, search_filter, attributes=[attribute], size_limit=2)
        entries = [entry for entry in search_connection.response or () if entry.get("type") == "searchResEntry"]
    if len(entries) != 1:
        return ""
    values = entries[0]["attributes"].get(attribute) or ""
    subject = values[0] if isinstance(values, list) and len(values) == 1 else values
    with _bind_connection(ldap3, entries[0]["dn"], password) as user_connection:
        return subject if user_connection is not None and isinstance(subject, str) else ""


@contextmanager
def _bind_connection(ldap3: Any, bind_dn: str | None, password: str | None) -> Iterator[Any]:
    """A connection bound with this name and password, or None if refused; closed at the end."""
    connection = _create_connection(ldap3, bind_dn, password)
    # Connection.open() leaks sockets that cannot connect; check_availability() closes its own.
    if not connection.server.check_availability():
        message = f"{settings.LDAP_URL} does not take connections"
        raise ldap3.core.exceptions.LDAPSocketOpenError(message)
    try:
        connection.open()
        if settings.LDAP_STARTTLS:
            connection.start_tls()
        yield connection if connection.bind() else None
    finally:
        connection.unbind()


def _create_connection(ldap3: Any, bind_dn: str | None, password: str | None) -> Any:
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=settings.LDAP_CA or None)
    server = ldap3.Server(settings.LDAP_URL, tls=tls, connect_timeout=TIMEOUT_SECONDS, get_info=ldap3.NONE)
    return ldap3.Connection(
        server, user=bind_dn, password=password, receive_timeout=TIMEOUT_SECONDS, auto_referrals=False, read_only=True
    )
