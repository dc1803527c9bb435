"""A page as its tags follow one another: how its template breaks lines says nothing."""

from __future__ import annotations

import re

AS_WRITTEN = re.compile(rb"(<(?:textarea|pre|script|style)\b.*?</(?:textarea|pre|script|style)>)", re.DOTALL)
TAG_WITH_LINE_FEED = re.compile(rb"<[a-zA-Z][^<>]*\n[^<>]*>")
BETWEEN = re.compile(rb"(?P<before><[^<>]*>)?\s*\n\s*(?=(?P<after><[^<>]*>)?)")
INLINE = re.compile(rb"</?(?:a|abbr|b|button|code|em|i|img|input|label|mark|select|small|span|strong|sub|sup|time)\b")


def without_line_feeds(page: bytes) -> bytes:
    """HTML with the line feeds of its templates away, or a space where a browser shows one."""
    pieces = AS_WRITTEN.split(page)
    return b"".join(_squeeze(piece) if n % 2 == 0 else piece for n, piece in enumerate(pieces))


def _squeeze(markup: bytes) -> bytes:
    markup = TAG_WITH_LINE_FEED.sub(lambda tag: re.sub(rb"\s*\n\s*", b" ", tag[0]), markup)
    return BETWEEN.sub(lambda gap: (gap["before"] or b"") + _space(gap), markup)


def _space(gap: re.Match[bytes]) -> bytes:
    """A space between words and beside what stands in a line with them, nothing elsewhere."""
    before, after = gap["before"], gap["after"]
    if before is not None and (not INLINE.match(before) or not before.startswith(b"</")):
        return b""
    if after is not None and (not INLINE.match(after) or after.startswith(b"</")):
        return b""
    return b" " if before is None or after is None else b""
