"""The tokens of RTF, and what its bytes are in the font that they are set in (RTF 1.9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["word", "byte", "symbol", "open", "close", "text"]

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z])"
    r"|(?P<open>\{)|(?P<close>\})"
    r"|(?P<text>[^\\{}\r\n\0]+)"
    r"|(?P<none>[\r\n\0]+|\\?)",
    re.DOTALL,
)
_ENCODING_BY_CHARSET = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs"}
_ENCODING_BY_CODE_PAGE = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 932: "cp932", 65001: "utf-8"}
_NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")


class Token(NamedTuple):
    """One token: a control word with its number, a byte written in hex, a symbol, a brace, text."""

    kind: TokenKind
    value: str
    number: int | None = None


def list_tokens(text: str) -> Iterator[Token]:
    """The tokens of RTF read as Latin-1. Binary data behind `\\bin` is passed over."""
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None or match.end() == offset:
            return
        offset = match.end()
        kind = match.lastgroup
        if match["word"] is not None:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == "bin":
                offset += max(0, number or 0)
            else:
                yield Token("word", match["word"], number)
        elif kind in ("byte", "symbol", "open", "close", "text"):
            yield Token(kind, match[kind])  # type: ignore[arg-type]


class RtfEncodings:
    """The encoding of each font, by its character set; of the file, by its code page."""

    def __init__(self) -> None:
        self._file_encoding = "gb18030"
        self._encoding_by_font: dict[int, str] = {}

    def set_code_page(self, number: int | None) -> None:
        """What `\\ansicpg` says of the whole file."""
        self._file_encoding = _ENCODING_BY_CODE_PAGE.get(number or 0, "cp1252")

    def set_font_charset(self, font: int, number: int | None) -> None:
        """What `\\fcharset` says of a font; the others are in the file's own code page."""
        if number in _ENCODING_BY_CHARSET:
            self._encoding_by_font[font] = _ENCODING_BY_CHARSET[number]

    def decode_bytes(self, data: bytes, font: int) -> str:
        """The characters of bytes set in a font; what cannot be read becomes U+FFFD.

        Writers set Chinese bytes in Western fonts too, and leave it to the reader to see that.
        """
        if not _NON_ASCII_BYTE.search(data):
            return data.decode("ascii")
        font_encoding = self._encoding_by_font.get(font)
        for encoding in (font_encoding, "gb18030" if font_encoding is None else None, self._file_encoding):
            try:
                if encoding is not None:
                    return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        return data.decode(font_encoding or self._file_encoding, errors="replace")
