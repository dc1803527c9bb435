"""The characters of a PDF page with their positions; unreliable ones become U+FFFD.

A font may have glyphs that no character is stated for. Such a glyph is U+FFFD in the text, so that
a number with one in it is never read; but a decimal point shows by its ink what it is: a dot as
wide as high in the lower third of its line. Fonts of Founder (方正) have such points.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from typing import TYPE_CHECKING, Any

from duban.sources.builder import too_much
from duban.sources.layout import Glyph
from duban.sources.limits import MAX_PAGE_CHARACTERS

if TYPE_CHECKING:
    import pypdfium2

UNKNOWN = "\ufffd"
_SPACES = frozenset((0x09, 0x0A, 0x0C, 0x0D, 0x20, 0xA0, 0xAD, 0x3000, 0x200B, 0xFEFF))
_HYPHENS = frozenset((0x02, 0xFFFE))  # how pdfium gives a hyphen at the end of a line
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_POINT_LEAST, _POINT_MOST = 0.05, 0.24  # ems: the sides of a point's ink
_POINT_LOW, _POINT_HIGH = -0.06, 0.30  # ems above the baseline: its lower edge, its middle


def page_glyphs(page: pypdfium2.PdfPage) -> tuple[list[Glyph], float]:
    """The characters of a page that stand upright as it is read, and the page's width then.

    A table is often set sideways on an upright page; the direction of most characters is the
    page's, and those at another angle (a watermark across it, a seal) are left out.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text)
    if count > MAX_PAGE_CHARACTERS:
        raise too_much()
    angles = [_quarter(pdfium.FPDFText_GetCharAngle(text, i)) for i in range(count)]
    turn = max(range(4), key=angles.count) if angles else 0
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    glyphs: list[Glyph] = []
    unknown: list[tuple[int, int]] = []
    for i, code in _codes(pdfium, text, count):
        if angles[i] != turn or pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        if code in _SPACES or not pdfium.FPDFText_GetLooseCharBox(text, i, box):
            continue
        char = _character(code, pdfium.FPDFText_HasUnicodeMapError(text, i) == 1)
        if char == UNKNOWN:
            unknown.append((len(glyphs), i))
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        edges = (box.left, box.right, box.bottom, box.top)
        glyphs.append(_upright(char, edges, (x.value, y.value), turn))
    for at, i in unknown:
        if turn == 0 and _after_digit(glyphs, at) and _is_point(pdfium, text, i, glyphs[at - 1]):
            glyphs[at] = glyphs[at]._replace(char=".")
    text.close()
    width, height = page.get_size()
    return glyphs, height if turn % 2 else width


def _codes(pdfium: Any, text: Any, count: int) -> list[tuple[int, int]]:
    """Each character's place in pdfium's list, and its code; pdfium gives rare ones in halves."""
    out: list[tuple[int, int]] = []
    i = 0
    while i < count:
        code = pdfium.FPDFText_GetUnicode(text, i)
        step = 1
        if 0xD800 <= code < 0xDC00 and i + 1 < count:
            low = pdfium.FPDFText_GetUnicode(text, i + 1)
            if 0xDC00 <= low < 0xE000:
                code, step = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), 2
        out.append((i, code))
        i += step
    return out


def _character(code: int, error: bool) -> str:
    """The character of a code; U+FFFD where none is stated, or only the font knows it."""
    if code in _HYPHENS:
        return "-"
    if error or code < 32 or code >= 0x110000:
        return UNKNOWN
    char = chr(code)
    if unicodedata.category(char) in ("Co", "Cs", "Cn", "Cc"):
        return UNKNOWN
    # Radicals that some fonts give for whole characters (⼀ for 一) are put right.
    return unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" else char


def _after_digit(glyphs: list[Glyph], at: int) -> bool:
    return at > 0 and glyphs[at - 1].char in _DIGITS


def _is_point(pdfium: Any, text: Any, i: int, digit: Glyph) -> bool:
    """Whether the ink of a glyph is a decimal point's; measured in ems of the line's digits."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top):
        return False
    pdfium.FPDFText_GetCharOrigin(text, i, x, y)
    em = (digit.x1 - digit.x0) * (1 if digit.char > "9" else 2)
    if em <= 0:
        return False
    width, height = (right.value - left.value) / em, (top.value - bottom.value) / em
    low, middle = (bottom.value - y.value) / em, ((bottom.value + top.value) / 2 - y.value) / em
    return (
        all(_POINT_LEAST <= side <= _POINT_MOST for side in (width, height))
        and 0.6 <= width / height <= 1.7
        and low >= _POINT_LOW
        and middle <= _POINT_HIGH
    )


def _quarter(angle: float) -> int:
    """The quarter turns of an angle in radians; -1 for any other angle."""
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.05 else -1


def _upright(
    char: str, edges: tuple[float, float, float, float], origin: tuple[float, float], turn: int
) -> Glyph:
    """The glyph with x along its line and y down the page, whichever way the line runs."""
    left, right, bottom, top = edges
    x, y = origin
    if turn == 1:
        return Glyph(char, bottom, top, x, right - left)
    if turn == 2:
        return Glyph(char, -right, -left, y, top - bottom)
    if turn == 3:
        return Glyph(char, -top, -bottom, -x, right - left)
    return Glyph(char, left, right, -y, top - bottom)
