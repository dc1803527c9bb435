"""A message, a request and an answer, independent of the platform."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Message:
    """A title and lines; each line has the URL of its page (empty: none)."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    mobiles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP POST request."""

    url: str
    body: bytes
    content_type: str = "application/json; charset=utf-8"


class Verdict(StrEnum):
    """The meaning of an answer for the message and its channel."""

    ACCEPTED = "taken"
    WAIT = "wait"
    """Not accepted now; retry later."""
    FAULT = "fault"
    """Refused for good: somebody must check the channel."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, its reason, and how long to wait before a retry."""

    verdict: Verdict
    reason: str = ""
    wait: dt.timedelta = dt.timedelta(minutes=5)


def fit_message(
    message: Message, max_bytes: int, line_template: str = "> {words}", link_template: str = "[{words}]({url})"
) -> str:
    """Render the message in at most `max_bytes` of UTF-8, with the number of omitted lines."""
    lines = [message.title]
    for index, (words, url) in enumerate(message.lines):
        rendered = line_template.format(words=link_template.format(words=words, url=url) if url else words)
        remaining_count = len(message.lines) - index
        remainder_note = f"\n另有 {remaining_count} 条，见站内提醒。"
        if len("\n".join([*lines, rendered]).encode()) + len(remainder_note.encode()) > max_bytes:
            return "\n".join(lines) + remainder_note
        lines.append(rendered)
    return "\n".join(lines)
