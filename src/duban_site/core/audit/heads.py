"""Exporting the head of the log to a file, a log server, or by mail.

An attacker who rewrites the log and its stored head cannot rewrite the exported heads.
"""

from __future__ import annotations

import logging.handlers
import os
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.audit.models import Event, Head
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused

EXPORTED = "audit.export_head"
SYSLOG_PORT = 514
SECONDS = 10.0
"""Timeout for the connection to a log server."""


def export_head(actor: Actor, *, again: bool = True) -> str | None:
    """Export the head to every configured place and return the exported line.

    Returns None where no place is configured, or nothing was logged since the last export and
    `repeat_unchanged` is false. Raises Refused naming every place that failed, after all were
    tried.
    """
    places = export_places()
    head = Head.objects.first() or Head()
    last = Event.objects.first()
    if not places or (not again and (last is None or last.action == EXPORTED)):
        return None
    line = f"{utc_now().isoformat(timespec='seconds')} duban audit head {head}"
    failed = []
    for name, take in places.items():
        try:
            take(line)
        except OSError as error:
            failed.append(f"{name}: {error}")
    with transaction.atomic():
        log(actor, EXPORTED, None, head=str(head), places=[*places], failed=failed)
    if failed:
        raise Refused(_("日志链头没有送到：%(places)s") % {"places": "；".join(failed)})
    return line


def export_places() -> dict[str, Callable[[str], None]]:
    """The configured places, each with the function that exports a line to it."""
    found: dict[str, Callable[[str], None]] = {}
    if settings.AUDIT_HEAD_PATH:
        found[settings.AUDIT_HEAD_PATH] = _append
    if settings.AUDIT_HEAD_SYSLOG:
        found[settings.AUDIT_HEAD_SYSLOG] = _send_to_syslog
    if settings.AUDIT_HEAD_MAIL:
        found[",".join(settings.AUDIT_HEAD_MAIL)] = _mail
    return found


def _append(line: str) -> None:
    path = Path(settings.AUDIT_HEAD_PATH)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


class _Syslog(logging.handlers.SysLogHandler):
    """A handler that raises errors of the connection instead of printing them."""

    append_nul = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Raise the current error again."""
        raise  # called while the error is handled


def _send_to_syslog(line: str) -> None:
    """By `udp://host:514`, `tcp://host:514` or `unix:///dev/log`, facility authpriv."""
    parts = urlsplit(settings.AUDIT_HEAD_SYSLOG)
    address: str | tuple[str, int] = parts.path
    if parts.scheme != "unix":
        address = (parts.hostname or "", parts.port or SYSLOG_PORT)
    kind = None
    if parts.scheme != "unix":
        kind = socket.SOCK_STREAM if parts.scheme == "tcp" else socket.SOCK_DGRAM
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS)
    try:
        handler = _Syslog(address, logging.handlers.SysLogHandler.LOG_AUTHPRIV, kind)
        try:
            end = "\n" if parts.scheme == "tcp" else ""
            record = logging.LogRecord("duban", logging.INFO, "", 0, line + end, None, None)
            handler.emit(record)
        finally:
            handler.close()
    finally:
        socket.setdefaulttimeout(before)


def _mail(line: str) -> None:
    if not settings.EMAIL_HOST:
        raise OSError(_("没有设置邮件服务器（DUBAN_SMTP_HOST）"))
    subject = _("督办日志链头 %(head)s") % {"head": line.rpartition(" ")[2].partition(":")[0]}
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(
        subject, line, settings.DEFAULT_FROM_EMAIL, settings.AUDIT_HEAD_MAIL, headers=headers
    ).send()


def kept_head(given: str) -> str:
    """The head as SEQ:HASH, from an exported line or the last line of a file of them."""
    path = Path(given)
    if ":" not in given and path.is_file():
        lines = path.read_text(encoding="utf-8").split("\n")
        given = next((line for line in reversed(lines) if line.strip()), "")
    return given.strip().rpartition(" ")[2]
