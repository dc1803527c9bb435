"""Saved web pages and mail (MHT, MHTML, EML): the page inside (RFC 2557)."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from duban.sources.errors import SourceError
from duban.sources.package import zip_bomb_error

_MAX_MULTIPARTS = 200
"""Multipart bodies in one file; a saved page has one or two."""


def extract_page(data: bytes) -> tuple[bytes, str | None, bool]:
    """The bytes of the page inside, the charset that its head states, and whether it is HTML.

    The first HTML part is taken, else the first plain text. Raises `SourceError` for none.
    """
    if data.lower().count(b"boundary=") > _MAX_MULTIPARTS:
        raise zip_bomb_error()
    try:
        message = message_from_bytes(data)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (RecursionError, ValueError, LookupError, UnicodeError):
        raise SourceError.make("file_damaged") from None
    for content_type in ("text/html", "application/xhtml+xml", "text/plain"):
        for part in parts:
            if part.get_content_type() == content_type and (content := _decode_part(part)).strip():
                return content, part.get_content_charset(), content_type != "text/plain"
    raise SourceError.make("file_damaged")


def _decode_part(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""
