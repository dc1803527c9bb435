"""A message, a request and an answer, whatever the platform."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: a title and lines, each with the page that it leads to (empty: none)."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    mobiles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Request:
    """One POST."""

    url: str
    body: bytes
    content_type: str = "application/json; charset=utf-8"


class Verdict(StrEnum):
    """What an answer means for the message and its channel."""

    TAKEN = "taken"
    WAIT = "wait"
    """Not taken now; send it again later."""
    FAULT = "fault"
    """Never taken as things stand: somebody must look at the channel."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, why, and how long to wait."""

    verdict: Verdict
    reason: str = ""
    wait: dt.timedelta = dt.timedelta(minutes=5)


def fitted(
    message: Message, most: int, line: str = "> {words}", link: str = "[{words}]({url})"
) -> str:
    """The message in at most so many bytes of UTF-8; lines that do not fit are counted."""
    out = [message.title]
    for n, (words, url) in enumerate(message.lines):
        text = line.format(words=link.format(words=words, url=url) if url else words)
        left = len(message.lines) - n
        more = f"\n另有 {left} 条，见站内提醒。"
        if len("\n".join([*out, text]).encode()) + len(more.encode()) > most:
            return "\n".join(out) + more
        out.append(text)
    return "\n".join(out)
