"""A calendar of due dates (iCalendar, RFC 5545) for any calendar program.

Lines end in CRLF and are folded at 75 octets, never within a character; text is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_LINE_OCTETS = 75
ESCAPE_TABLE = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An all-day event. `uid` stays the same when the date changes."""

    uid: str
    date: dt.date
    title: str
    description: str = ""
    url: str = ""


def render_calendar(calendar_name: str, events: Iterable[CalendarEvent], created_at: dt.datetime) -> bytes:
    """Render the calendar, created at `created_at`. Raises ValueError for a time without zone."""
    if created_at.tzinfo is None:
        message = f"{created_at} has no time zone; give an aware time"
        raise ValueError(message)
    timestamp = created_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Duban//Duban//ZH", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escape_text(calendar_name)}")
    for event in events:
        lines += _render_event(event, timestamp)
    lines.append("END:VCALENDAR")
    return b"".join(_fold_line(line) for line in lines)


def _render_event(event: CalendarEvent, timestamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape_text(event.uid)}"
    yield f"DTSTAMP:{timestamp}"
    yield f"DTSTART;VALUE=DATE:{event.date:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.date + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escape_text(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{_escape_text(event.description)}"
    if event.url:
        yield f"URL:{event.url.translate(_LINE_BREAK_REMOVAL)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


_LINE_BREAK_REMOVAL = str.maketrans({"\n": None, "\r": None})
_CONTROL_REMOVAL = {n: None for n in range(32) if chr(n) not in "\t\n\r"}


def _escape_text(text: str) -> str:
    return text.translate(_CONTROL_REMOVAL).translate(ESCAPE_TABLE)


def _fold_line(line: str) -> bytes:
    """The line in pieces of at most 75 octets; each further piece begins with a space."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > MAX_LINE_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
