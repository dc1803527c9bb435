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
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Event, Head
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused

EXPORT_ACTION = "audit.export_head"
SYSLOG_PORT = 514
SYSLOG_TIMEOUT_SECONDS = 10.0
"""Timeout for the connection to a log server."""


def export_head(actor: Actor, *, repeat_unchanged: bool = True) -> str | None:
    """Export the head to every configured place and return the exported line.

    Returns None where no place is configured, or nothing was logged since the last export and
    `repeat_unchanged` is false. Raises Refused naming every place that failed, after all were
    tried.
    """
    places = list_export_places()
    head = Head.objects.first() or Head()
    latest_event = Event.objects.first()
    if not places or (not repeat_unchanged and (latest_event is None or latest_event.action == EXPORT_ACTION)):
        return None
    line = f"{utc_now().isoformat(timespec='seconds')} duban audit head {head}"
    failures = []
    for place_name, export_line in places.items():
        try:
            export_line(line)
        except OSError as error:
            failures.append(f"{place_name}: {error}")
    with transaction.atomic():
        log_event(actor, EXPORT_ACTION, None, head=str(head), places=[*places], failed=failures)
    if failures:
        raise Refused(_("日志链头没有送到：%(places)s") % {"places": "；".join(failures)})
    return line


def list_export_places() -> dict[str, Callable[[str], None]]:
    """The configured places, each with the function that exports a line to it."""
    exporter_by_place: dict[str, Callable[[str], None]] = {}
    if settings.AUDIT_HEAD_PATH:
        exporter_by_place[settings.AUDIT_HEAD_PATH] = _append_to_file
    if settings.AUDIT_HEAD_SYSLOG:
        exporter_by_place[settings.AUDIT_HEAD_SYSLOG] = _send_to_syslog
    if settings.AUDIT_HEAD_MAIL:
        exporter_by_place[",".join(settings.AUDIT_HEAD_MAIL)] = _send_by_mail
    return exporter_by_place


def _append_to_file(line: str) -> None:
    path = Path(settings.AUDIT_HEAD_PATH)
    file_descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(file_descriptor, "w", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


class _RaisingSyslogHandler(logging.handlers.SysLogHandler):
    """A handler that raises errors of the connection instead of printing them."""

    append_nul = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Raise the current error again."""
        raise  # called while the error is handled


def _send_to_syslog(line: str) -> None:
    """By `udp://host:514`, `tcp://host:514` or `unix:///dev/log`, facility authpriv."""
    url_parts = urlsplit(settings.AUDIT_HEAD_SYSLOG)
    address: str | tuple[str, int] = url_parts.path
    if url_parts.scheme != "unix":
        address = (url_parts.hostname or "", url_parts.port or SYSLOG_PORT)
    socket_type = None
    if url_parts.scheme != "unix":
        socket_type = socket.SOCK_STREAM if url_parts.scheme == "tcp" else socket.SOCK_DGRAM
    earlier_timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SYSLOG_TIMEOUT_SECONDS)
    try:
        handler = _RaisingSyslogHandler(address, logging.handlers.SysLogHandler.LOG_AUTHPRIV, socket_type)
        try:
            line_end = "\n" if url_parts.scheme == "tcp" else ""
            record = logging.LogRecord("duban", logging.INFO, "", 0, line + line_end, None, None)
            handler.emit(record)
        finally:
            handler.close()
    finally:
        socket.setdefaulttimeout(earlier_timeout)


def _send_by_mail(line: str) -> None:
    if not settings.EMAIL_HOST:
        raise OSError(_("没有设置邮件服务器（DUBAN_SMTP_HOST）"))
    subject = _("督办日志链头 %(head)s") % {"head": line.rpartition(" ")[2].partition(":")[0]}
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, line, settings.DEFAULT_FROM_EMAIL, settings.AUDIT_HEAD_MAIL, headers=headers).send()


def read_saved_head(head_or_path: str) -> str:
    """The head as SEQ:HASH, from an exported line or the last line of a file of them."""
    path = Path(head_or_path)
    if ":" not in head_or_path and path.is_file():
        lines = path.read_text(encoding="utf-8").split("\n")
        head_or_path = next((line for line in reversed(lines) if line.strip()), "")
    return head_or_path.strip().rpartition(" ")[2]
