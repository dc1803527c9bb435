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

from duban.sources.builder import too_large_error
from duban.sources.layout import Glyph
from duban.sources.limits import MAX_PAGE_CHARACTERS

if TYPE_CHECKING:
    import pypdfium2

UNKNOWN_CHARACTER = "\ufffd"
_SPACE_CODES = frozenset((0x09, 0x0A, 0x0C, 0x0D, 0x20, 0xA0, 0xAD, 0x3000, 0x200B, 0xFEFF))
_HYPHEN_CODES = frozenset((0x02, 0xFFFE))  # how pdfium gives a hyphen at the end of a line
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_MIN_POINT_SIDE, _MAX_POINT_SIDE = 0.05, 0.24  # ems: the sides of a point's ink
_MIN_POINT_BOTTOM, _MAX_POINT_MIDDLE = (-0.06, 0.30)  # ems above the baseline: its lower edge, its middle


def read_page_glyphs(page: pypdfium2.PdfPage) -> tuple[list[Glyph], float]:
    """The characters of a page that stand upright as it is read, and the page's width then.

    A table is often set sideways on an upright page; the direction of most characters is the
    page's, and those at another angle (a watermark across it, a seal) are left out.
    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MAX_PAGE_CHARACTERS:
        raise too_large_error()
    angles = [_count_quarter_turns(pdfium.FPDFText_GetCharAngle(text_page, i)) for i in range(count)]
    quarter_turns = max(range(4), key=angles.count) if angles else 0
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    glyphs: list[Glyph] = []
    unknown_glyphs: list[tuple[int, int]] = []
    for i, code in _list_codes(pdfium, text_page, count):
        if angles[i] != quarter_turns or pdfium.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        if code in _SPACE_CODES or not pdfium.FPDFText_GetLooseCharBox(text_page, i, box):
            continue
        character = _decode_character(code, pdfium.FPDFText_HasUnicodeMapError(text_page, i) == 1)
        if character == UNKNOWN_CHARACTER:
            unknown_glyphs.append((len(glyphs), i))
        pdfium.FPDFText_GetCharOrigin(text_page, i, x, y)
        edges = (box.left, box.right, box.bottom, box.top)
        glyphs.append(_turn_upright(character, edges, (x.value, y.value), quarter_turns))
    for glyph_index, i in unknown_glyphs:
        if (
            quarter_turns == 0
            and _is_after_digit(glyphs, glyph_index)
            and _is_point(pdfium, text_page, i, glyphs[glyph_index - 1])
        ):
            glyphs[glyph_index] = glyphs[glyph_index]._replace(char=".")
    text_page.close()
    width, height = page.get_size()
    return glyphs, height if quarter_turns % 2 else width


def _list_codes(pdfium: Any, text_page: Any, count: int) -> list[tuple[int, int]]:
    """Each character's place in pdfium's list, and its code; pdfium gives rare ones in halves."""
    codes: list[tuple[int, int]] = []
    i = 0
    while i < count:
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        step = 1
        if 0xD800 <= code < 0xDC00 and i + 1 < count:
            low_surrogate = pdfium.FPDFText_GetUnicode(text_page, i + 1)
            if 0xDC00 <= low_surrogate < 0xE000:
                code, step = 0x10000 + ((code - 0xD800) << 10) + (low_surrogate - 0xDC00), 2
        codes.append((i, code))
        i += step
    return codes


def _decode_character(code: int, has_map_error: bool) -> str:
    """The character of a code; U+FFFD where none is stated, or only the font knows it."""
    if code in _HYPHEN_CODES:
        return "-"
    if has_map_error or code < 32 or code >= 0x110000:
        return UNKNOWN_CHARACTER
    character = chr(code)
    if unicodedata.category(character) in ("Co", "Cs", "Cn", "Cc"):
        return UNKNOWN_CHARACTER
    # Radicals that some fonts give for whole characters (⼀ for 一) are put right.
    return unicodedata.normalize("NFKC", character) if "\u2e80" <= character <= "\u2fdf" else character


def _is_after_digit(glyphs: list[Glyph], index: int) -> bool:
    return index > 0 and glyphs[index - 1].char in _DIGITS


def _is_point(pdfium: Any, text_page: Any, index: int, digit: Glyph) -> bool:
    """Whether the ink of a glyph is a decimal point's; measured in ems of the line's digits."""
    box_x0, box_x1, box_y0, box_y1 = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharBox(text_page, index, box_x0, box_x1, box_y0, box_y1):
        return False
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    em_size = (digit.x1 - digit.x0) * (1 if digit.char > "9" else 2)
    if em_size <= 0:
        return False
    width, height = (box_x1.value - box_x0.value) / em_size, (box_y1.value - box_y0.value) / em_size
    lower_edge, middle = ((box_y0.value - y.value) / em_size, ((box_y0.value + box_y1.value) / 2 - y.value) / em_size)
    return (
        all(_MIN_POINT_SIDE <= side <= _MAX_POINT_SIDE for side in (width, height))
        and 0.6 <= width / height <= 1.7
        and lower_edge >= _MIN_POINT_BOTTOM
        and middle <= _MAX_POINT_MIDDLE
    )


def _count_quarter_turns(angle: float) -> int:
    """The quarter turns of an angle in radians; -1 for any other angle."""
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.05 else -1


def _turn_upright(
    character: str, edges: tuple[float, float, float, float], origin: tuple[float, float], quarter_turns: int
) -> Glyph:
    """The glyph with x along its line and y down the page, whichever way the line runs."""
    box_x0, box_x1, box_y0, box_y1 = edges
    x, y = origin
    if quarter_turns == 1:
        return Glyph(character, box_y0, box_y1, x, box_x1 - box_x0)
    if quarter_turns == 2:
        return Glyph(character, -box_x1, -box_x0, y, box_y1 - box_y0)
    if quarter_turns == 3:
        return Glyph(character, -box_y1, -box_y0, -x, box_x1 - box_x0)
    return Glyph(character, box_x0, box_x1, -y, box_y1 - box_y0)
