"""A calendar of due dates (iCalendar, RFC 5545) for any calendar program.

Lines end in CRLF and are folded at 75 octets, never within a character; text is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OCTETS = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Event:
    """An all-day event. `uid` stays the same when the date changes."""

    uid: str
    day: dt.date
    title: str
    text: str = ""
    url: str = ""


def calendar(name: str, events: Iterable[Event], now: dt.datetime) -> bytes:
    """Render the calendar, created at `created_at`. Raises ValueError for a time without zone."""
    if now.tzinfo is None:
        msg = f"{now} has no time zone; give an aware time"
        raise ValueError(msg)
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Duban//Duban//ZH", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    if event.url:
        yield f"URL:{event.url.translate(_NO_BREAKS)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


_NO_BREAKS = str.maketrans({"\n": None, "\r": None})
_CONTROLS = {n: None for n in range(32) if chr(n) not in "\t\n\r"}


def _escaped(text: str) -> str:
    return text.translate(_CONTROLS).translate(ESCAPES)


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets; each further piece begins with a space."""
    out, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > OCTETS:
            out.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*out, piece]) + b"\r\n"
