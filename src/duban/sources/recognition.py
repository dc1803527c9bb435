"""Lines of characters in a picture with their confidence, by RapidOCR (Apache-2.0, PP-OCR).

The models are in the wheel, so nothing is fetched. As it comes, RapidOCR takes 20 seconds a page:
it looks for lines at full size, asks of each whether it stands on its head, pads short lines to the
longest of six, and lets threads wait for each other in circles. Here lines are looked for at
960 pixels, which they are large enough for, and read one by one, two at a time.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from duban.sources.errors import SourceError

_DETECTION_SIDE: Final = 960
_THREADS: Final = 2
_SECOND_STRETCH: Final = 1.17
"""How much wider a line is made for its second reading, so that it falls on other columns."""
_NUMERIC_CHARACTERS: Final = "0123456789.,%％．，·:：-—~～"
_MIN_HIDDEN_SCORE: Final = 0.1
"""A point or comma with at least this score, although not read, may be in the picture."""


@dataclass(frozen=True, slots=True)
class Character:
    """A character and its confidence (0 to 1)."""

    char: str
    confidence: float
    may_hide_point: bool
    """A point or comma may stand before it that was not read."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line: its corners (left top first, clockwise) in pixels, and two readings of it."""

    corners: tuple[tuple[float, float], ...]
    first: tuple[Character, ...]
    second: tuple[Character, ...]


def recognise_picture(image: Any) -> list[RecognisedLine]:
    """The lines of a picture (an array of blue, green, red), in no particular order.

    Raises `SourceError` where the extra `ocr` is not installed.
    """
    engine, crop = _get_engine()
    detection = engine.text_det(image)
    if detection.boxes is None:
        return []

    def read_box(box: Any) -> RecognisedLine:
        line_image = crop(image, box.astype("float32"))
        corners = tuple((float(x), float(y)) for x, y in box)
        first_reading = _read_line(engine.text_rec, line_image, 1.0)
        is_numeric = any(
            character.char in _NUMERIC_CHARACTERS or character.may_hide_point for character in first_reading
        )
        return RecognisedLine(
            corners,
            first_reading,
            _read_line(engine.text_rec, line_image, _SECOND_STRETCH) if is_numeric else first_reading,
        )

    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(read_box, detection.boxes))


_ENGINE_LOCK = threading.Lock()


def _get_engine() -> Any:
    with _ENGINE_LOCK:
        return _load_engine()


@cache
def _load_engine() -> tuple[Any, Any]:
    try:
        import numpy
        from rapidocr import RapidOCR
        from rapidocr.utils.process_img import get_rotate_crop_image
    except ImportError:
        raise SourceError.make("library_missing", package="rapidocr", extra="ocr") from None
    runtime_prefix = "EngineConfig.onnxruntime."
    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTION_SIDE,
            f"{runtime_prefix}intra_op_num_threads": 1,
            f"{runtime_prefix}inter_op_num_threads": 1,
        }
    )
    blank_image = numpy.full((64, 320, 3), 255, dtype="uint8")  # a model is loaded by its first use
    engine(blank_image, use_det=True, use_cls=False, use_rec=False)
    engine(blank_image, use_det=False, use_cls=False, use_rec=True)
    return engine, get_rotate_crop_image


def _read_line(recogniser: Any, line_image: Any, stretch: float) -> tuple[Character, ...]:
    """The characters of a line: in each column the likeliest, repeats and blanks left out (CTC)."""
    height, width = line_image.shape[:2]
    shape = recogniser.rec_image_shape
    ratio = max(width / height * stretch, shape[2] / shape[1])
    if stretch != 1.0:
        import cv2

        line_image = cv2.resize(line_image, (int(width * stretch), height), interpolation=cv2.INTER_CUBIC)
    scores = recogniser.session(recogniser.resize_norm_img(line_image, ratio)[None])[0]
    characters = recogniser.postprocess_op.character
    mark_indexes = _list_mark_indexes(tuple(characters))
    best_indexes = scores.argmax(axis=1)
    reading: list[Character] = []
    may_hide_point = False
    for column, index in enumerate(best_indexes):
        if index == 0 or (column and index == best_indexes[column - 1]):
            if index == 0 and not may_hide_point:
                may_hide_point = bool(scores[column, mark_indexes].max() > _MIN_HIDDEN_SCORE)
            if reading and index != 0 and scores[column, index] > reading[-1].confidence:
                previous = reading[-1]
                reading[-1] = Character(previous.char, float(scores[column, index]), previous.may_hide_point)
            continue
        reading.append(Character(characters[index], float(scores[column, index]), may_hide_point))
        may_hide_point = False
    return tuple(reading)


@cache
def _list_mark_indexes(characters: tuple[str, ...]) -> list[int]:
    """The places in the model's answer of the marks within numbers."""
    return [index for index, character in enumerate(characters) if character and character in ".,．，·"]
