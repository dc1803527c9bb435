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

from duban.sources.builder import DocumentBuilder
from duban.sources.errors import SourceError
from duban.sources.layout import Glyph, Line, build_page_lines
from duban.sources.limits import MAX_PIXELS
from duban.sources.paragraphs import build_document
from duban.sources.recognition import Character, RecognisedLine, recognise_picture

if TYPE_CHECKING:
    import pypdfium2

UNKNOWN_CHARACTER: Final = "\ufffd"
_MIN_CONFIDENCE: Final = 0.6
_NUMERIC_CHARACTER: Final = re.compile(r"[\d.,%％．，·:：]")
_NUMBER_LIKE: Final = re.compile(r"[\d.,．，]*\d[\d.,．，]*")
_NUMBER_SHAPE: Final = re.compile(r"(?:\d+|\d{1,3}(?:[,，]\d{3})+)(?:[.．]\d+)?[,，.．]?")
_DIGIT_LOOKALIKES: Final = frozenset("OoQlIiSsZzBb|!")
_SCAN_PIXELS: Final = 2_000
"""The long side that a scanned page of a PDF is drawn with: about 170 dots an inch of A4."""
_INK_SHARE: Final = 0.72
"""The share of a line's box that its characters fill; the box stands off from them."""
_MIN_CHARACTERS: Final = 10
"""Characters: a picture with fewer is no page of a report."""


def read_picture(data: bytes) -> tuple[DocumentBuilder, tuple[str, ...]]:
    """The blocks of a picture of a page, and a note on what was recognised.

    Raises `SourceError` for a damaged picture, one without text, and where the extra `ocr` is not
    installed.
    """
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise SourceError.make("library_missing", package="rapidocr", extra="ocr") from None
    try:
        with Image.open(io.BytesIO(data)) as source_image:
            if source_image.width * source_image.height > MAX_PIXELS:
                raise SourceError.make("picture_too_large")
            image = ImageOps.exif_transpose(source_image).convert("RGB")
    except SourceError:
        raise
    except Exception as error:  # Pillow raises many kinds for a broken picture
        raise SourceError.make("file_damaged") from error
    lines = recognise_lines(_to_bgr_array(image), 1)
    if sum(len(line.text) for line in lines) < _MIN_CHARACTERS:
        raise SourceError.make("picture_without_text")
    builder = build_document(lines)
    builder.recognised_pages.add(1)
    return builder, (describe_pages([1]),)


def read_scanned_page(page: pypdfium2.PdfPage, page_number: int) -> list[Line]:
    """The lines of a page of a PDF that is a picture. Raises `SourceError` without the extra."""
    width, height = page.get_size()
    scale = _SCAN_PIXELS / max(width, height, 1.0)
    image = page.render(scale=scale).to_pil().convert("RGB")
    return recognise_lines(_to_bgr_array(image), page_number)


def describe_pages(pages: list[int]) -> str:
    """The note for the user about recognised pages."""
    pages_text = ", ".join(map(str, pages[:20])) + (", …" if len(pages) > 20 else "")
    return f"page(s) {pages_text} read by OCR: compare figures with the picture"


def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def _to_bgr_array(image: Any) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(image)[:, :, ::-1])


def recognise_lines(image: Any, page: int) -> list[Line]:
    """The printed lines of a picture, straightened."""
    picture_lines = recognise_picture(image)
    tilt = median([_measure_tilt(line) for line in picture_lines]) if picture_lines else 0.0
    glyphs = [glyph for line in picture_lines for glyph in _place_glyphs(line, tilt)]
    return build_page_lines(glyphs, page, float(image.shape[1]))


def _measure_tilt(line: RecognisedLine) -> float:
    (x0, y0), (x1, y1) = line.corners[:2]
    return math.atan2(y1 - y0, x1 - x0) if x1 - x0 > 5 * abs(y1 - y0) else 0.0


def _place_glyphs(line: RecognisedLine, tilt: float) -> Iterator[Glyph]:
    """The characters of a line where they stand, once the page is turned upright."""
    cosine, sine = math.cos(-tilt), math.sin(-tilt)
    corners = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in line.corners]
    start_x = (corners[0][0] + corners[3][0]) / 2
    end_x = (corners[1][0] + corners[2][0]) / 2
    top_y = (corners[0][1] + corners[1][1]) / 2
    bottom_y = (corners[2][1] + corners[3][1]) / 2
    # Chinese characters are one em wide, Western ones half, and they fill the box: positions
    # follow from that without measuring.
    characters = [character for character in merge_readings(line.first, line.second) if not character.isspace()]
    widths = [1.0 if ord(character) > 0x2000 and character != UNKNOWN_CHARACTER else 0.5 for character in characters]
    scale = (end_x - start_x) / max(sum(widths), 0.5)
    glyph_x, baseline = start_x, bottom_y - 0.2 * (bottom_y - top_y)
    for character, width in zip(characters, widths, strict=True):
        yield Glyph(character, glyph_x, glyph_x + width * scale, baseline, (bottom_y - top_y) * _INK_SHARE)
        glyph_x += width * scale


def merge_readings(first: tuple[Character, ...], second: tuple[Character, ...]) -> str:
    """The characters of a line, those of numbers that are in doubt as U+FFFD."""
    first_text, second_text = ("".join(character.char for character in reading) for reading in (first, second))
    doubtful = {
        index
        for index, character in enumerate(first)
        if _is_number_character(first_text, index)
        and (character.confidence < _MIN_CONFIDENCE or _may_hide_point(first, index))
    }
    characters = list(first_text)
    for operation, first_start, first_end, second_start, second_end in SequenceMatcher(
        None, first_text, second_text, autojunk=False
    ).get_opcodes():
        if operation == "equal":
            doubtful |= {
                first_start + i
                for i in range(first_end - first_start)
                if _is_number_character(first_text, first_start + i)
                and (second[second_start + i].confidence < _MIN_CONFIDENCE or _may_hide_point(second, second_start + i))
            }
        elif _changes_number(first_text, first_start, first_end, second_text[second_start:second_end]):
            doubtful |= set(range(first_start, first_end)) or {max(0, first_start - 1)}
    for index in doubtful:
        characters[index] = UNKNOWN_CHARACTER
    return _mask_malformed_numbers("".join(characters))


def _is_number_character(text: str, index: int) -> bool:
    """Whether a character is a digit, or a numeric mark after one."""
    if text[index].isdecimal():
        return True
    return index > 0 and text[index - 1].isdecimal() and _NUMERIC_CHARACTER.match(text[index]) is not None


def _changes_number(text: str, start: int, end: int, second_text: str) -> bool:
    """Whether the second reading differs in a number: in its digits, or in a mark beside them."""
    neighbours = text[max(0, start - 1) : start] + text[end : end + 1]
    changed_text = text[start:end] + second_text
    if any(character.isdecimal() for character in changed_text):
        return True
    return (
        any(character.isdecimal() for character in neighbours) and _NUMERIC_CHARACTER.search(changed_text) is not None
    )


def _may_hide_point(reading: tuple[Character, ...], index: int) -> bool:
    """Whether the reading may have missed a decimal point between two digits."""
    return reading[index].may_hide_point and index > 0 and (reading[index - 1].char + reading[index].char).isdecimal()


def _mask_malformed_numbers(text: str) -> str:
    """The text with U+FFFD in place of digits that do not form a valid number."""
    characters = list(text)
    for number in _NUMBER_LIKE.finditer(text):
        start, end = number.span()
        neighbours = text[max(0, start - 1) : start] + text[end : end + 1]
        if _NUMBER_SHAPE.fullmatch(number[0]) and not _DIGIT_LOOKALIKES.intersection(neighbours):
            continue
        index = next((i for i in range(start, end) if not text[i].isdecimal()), start)
        characters[index] = UNKNOWN_CHARACTER
    return "".join(characters)
