"""Scanned pages and photographs: recognised lines as placed characters, doubtful ones as U+FFFD.

A number is read twice, at two widths. A character that either reading is not sure of, on which
they differ, or before which one of them saw a point that it left out, is U+FFFD; so is one that
makes no number (`12.3.4`, `1,23`). A number with U+FFFD in it is never a value.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from duban.sources.builder import Builder
from duban.sources.errors import SourceError, missing_extra
from duban.sources.layout import Glyph, Line, page_lines
from duban.sources.limits import MAX_PIXELS
from duban.sources.package import damaged
from duban.sources.paragraphs import build
from duban.sources.recognition import Character, RecognisedLine, recognise

if TYPE_CHECKING:
    import pypdfium2

UNKNOWN: Final = "\ufffd"
_SURE: Final = 0.6
_NUMERIC: Final = re.compile(r"[\d.,%％．，·:：]")
_NUMBER: Final = re.compile(r"[\d.,．，]*\d[\d.,．，]*")
_SHAPE: Final = re.compile(r"(?:\d+|\d{1,3}(?:[,，]\d{3})+)(?:[.．]\d+)?[,，.．]?")
_LETTERS: Final = frozenset("OoQlIiSsZzBb|!")
_SCAN_PIXELS: Final = 2_000
"""The long side that a scanned page of a PDF is drawn with: about 170 dots an inch of A4."""
_INK: Final = 0.72
"""The share of a line's box that its characters fill; the box stands off from them."""
_LEAST: Final = 10
"""Characters: a picture with fewer is no page of a report."""


def read_picture(data: bytes) -> tuple[Builder, tuple[str, ...]]:
    """The blocks of a picture of a page, and a note on what was recognised.

    Raises `SourceError` for a damaged picture, one without text, and where the extra `ocr` is not
    installed.
    """
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise missing_extra("rapidocr", "ocr") from None
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise SourceError(
                    "图片过大：请缩小到 6000 × 8000 像素以内再读。",
                    "The picture is too large: scale it to 6000 × 8000 pixels or fewer.",
                )
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except SourceError:
        raise
    except Exception as error:  # Pillow raises many kinds for a broken picture
        raise damaged() from error
    lines = recognised_lines(_array(image), 1)
    if sum(len(line.text) for line in lines) < _LEAST:
        raise SourceError(
            "图片里没有认出文字：请换一张清楚的图片，或使用文字版文件。",
            "No text was recognised in the picture: take a clearer one, or use the text version.",
        )
    builder = build(lines)
    builder.recognised.add(1)
    return builder, (note([1]),)


def scanned_page(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of a page of a PDF that is a picture. Raises `SourceError` without the extra."""
    width, height = page.get_size()
    scale = _SCAN_PIXELS / max(width, height, 1.0)
    image = page.render(scale=scale).to_pil().convert("RGB")
    return recognised_lines(_array(image), number)


def note(pages: list[int]) -> str:
    """The note for the user about recognised pages."""
    listed = ", ".join(map(str, pages[:20])) + (", …" if len(pages) > 20 else "")
    return f"page(s) {listed} read by OCR: compare figures with the picture"


def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def _array(image: Any) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(image)[:, :, ::-1])


def recognised_lines(image: Any, page: int) -> list[Line]:
    """The printed lines of a picture, straightened."""
    found = recognise(image)
    tilt = median([_tilt(line) for line in found]) if found else 0.0
    glyphs = [glyph for line in found for glyph in _glyphs(line, tilt)]
    return page_lines(glyphs, page, float(image.shape[1]))


def _tilt(line: RecognisedLine) -> float:
    (x0, y0), (x1, y1) = line.corners[:2]
    return math.atan2(y1 - y0, x1 - x0) if x1 - x0 > 5 * abs(y1 - y0) else 0.0


def _glyphs(line: RecognisedLine, tilt: float) -> Iterator[Glyph]:
    """The characters of a line where they stand, once the page is turned upright."""
    cos, sin = math.cos(-tilt), math.sin(-tilt)
    corners = [(x * cos - y * sin, x * sin + y * cos) for x, y in line.corners]
    left = (corners[0][0] + corners[3][0]) / 2
    right = (corners[1][0] + corners[2][0]) / 2
    top = (corners[0][1] + corners[1][1]) / 2
    bottom = (corners[2][1] + corners[3][1]) / 2
    # Chinese characters are one em wide, Western ones half, and they fill the box: positions
    # follow from that without measuring.
    chars = [char for char in believed(line.first, line.second) if not char.isspace()]
    widths = [1.0 if ord(char) > 0x2000 and char != UNKNOWN else 0.5 for char in chars]
    scale = (right - left) / max(sum(widths), 0.5)
    at, baseline = left, bottom - 0.2 * (bottom - top)
    for char, width in zip(chars, widths, strict=True):
        yield Glyph(char, at, at + width * scale, baseline, (bottom - top) * _INK)
        at += width * scale


def believed(first: tuple[Character, ...], second: tuple[Character, ...]) -> str:
    """The characters of a line, those of numbers that are in doubt as U+FFFD."""
    one, two = ("".join(c.char for c in reading) for reading in (first, second))
    doubtful = {
        at
        for at, c in enumerate(first)
        if _is_of_number(one, at) and (c.sure < _SURE or _hides(first, at))
    }
    out = list(one)
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            doubtful |= {
                a0 + i
                for i in range(a1 - a0)
                if _is_of_number(one, a0 + i)
                and (second[b0 + i].sure < _SURE or _hides(second, b0 + i))
            }
        elif _changes_number(one, a0, a1, two[b0:b1]):
            doubtful |= set(range(a0, a1)) or {max(0, a0 - 1)}
    for at in doubtful:
        out[at] = UNKNOWN
    return _shaped("".join(out))


def _is_of_number(text: str, at: int) -> bool:
    """Whether a character is a digit, or a numeric mark after one."""
    if text[at].isdecimal():
        return True
    return at > 0 and text[at - 1].isdecimal() and _NUMERIC.match(text[at]) is not None


def _changes_number(text: str, start: int, end: int, other: str) -> bool:
    """Whether the second reading differs in a number: in its digits, or in a mark beside them."""
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    changed = text[start:end] + other
    if any(c.isdecimal() for c in changed):
        return True
    return any(c.isdecimal() for c in beside) and _NUMERIC.search(changed) is not None


def _hides(reading: tuple[Character, ...], at: int) -> bool:
    """Whether the reading may have missed a decimal point between two digits."""
    return reading[at].hidden and at > 0 and (reading[at - 1].char + reading[at].char).isdecimal()


def _shaped(text: str) -> str:
    """The text with U+FFFD in place of digits that do not form a valid number."""
    out = list(text)
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if _SHAPE.fullmatch(number[0]) and not _LETTERS.intersection(beside):
            continue
        at = next((i for i in range(start, end) if not text[i].isdecimal()), start)
        out[at] = UNKNOWN
    return "".join(out)
