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

from duban.sources.errors import missing_extra

_DETECTION_SIDE: Final = 960
_THREADS: Final = 2
_STRETCH: Final = 1.17
"""How much wider a line is made for its second reading, so that it falls on other columns."""
_NUMERIC: Final = "0123456789.,%％．，·:：-—~～"
_RARE: Final = 0.1
"""A point or comma with at least this score, although not read, may be in the picture."""


@dataclass(frozen=True, slots=True)
class Character:
    """A character and its confidence (0 to 1)."""

    char: str
    sure: float
    hidden: bool
    """A point or comma may stand before it that was not read."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line: its corners (left top first, clockwise) in pixels, and two readings of it."""

    corners: tuple[tuple[float, float], ...]
    first: tuple[Character, ...]
    second: tuple[Character, ...]


def recognise(image: Any) -> list[RecognisedLine]:
    """The lines of a picture (an array of blue, green, red), in no particular order.

    Raises `SourceError` where the extra `ocr` is not installed.
    """
    engine, crop = _engine()
    found = engine.text_det(image)
    if found.boxes is None:
        return []

    def read(box: Any) -> RecognisedLine:
        line = crop(image, box.astype("float32"))
        corners = tuple((float(x), float(y)) for x, y in box)
        first = _read(engine.text_rec, line, 1.0)
        numeric = any(c.char in _NUMERIC or c.hidden for c in first)
        return RecognisedLine(
            corners, first, _read(engine.text_rec, line, _STRETCH) if numeric else first
        )

    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(read, found.boxes))


_LOCK = threading.Lock()


def _engine() -> Any:
    with _LOCK:
        return _loaded()


@cache
def _loaded() -> tuple[Any, Any]:
    try:
        import numpy
        from rapidocr import RapidOCR
        from rapidocr.utils.process_img import get_rotate_crop_image
    except ImportError:
        raise missing_extra("rapidocr", "ocr") from None
    threads = "EngineConfig.onnxruntime."
    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTION_SIDE,
            f"{threads}intra_op_num_threads": 1,
            f"{threads}inter_op_num_threads": 1,
        }
    )
    blank = numpy.full((64, 320, 3), 255, dtype="uint8")  # a model is loaded by its first use
    engine(blank, use_det=True, use_cls=False, use_rec=False)
    engine(blank, use_det=False, use_cls=False, use_rec=True)
    return engine, get_rotate_crop_image


def _read(recogniser: Any, line: Any, stretch: float) -> tuple[Character, ...]:
    """The characters of a line: in each column the likeliest, repeats and blanks left out (CTC)."""
    height, width = line.shape[:2]
    shape = recogniser.rec_image_shape
    ratio = max(width / height * stretch, shape[2] / shape[1])
    if stretch != 1.0:
        import cv2

        line = cv2.resize(line, (int(width * stretch), height), interpolation=cv2.INTER_CUBIC)
    scores = recogniser.session(recogniser.resize_norm_img(line, ratio)[None])[0]
    names = recogniser.postprocess_op.character
    marks = _marks(tuple(names))
    best = scores.argmax(axis=1)
    out: list[Character] = []
    hidden = False
    for column, index in enumerate(best):
        if index == 0 or (column and index == best[column - 1]):
            if index == 0 and not hidden:
                hidden = bool(scores[column, marks].max() > _RARE)
            if out and index != 0 and scores[column, index] > out[-1].sure:
                last = out[-1]
                out[-1] = Character(last.char, float(scores[column, index]), last.hidden)
            continue
        out.append(Character(names[index], float(scores[column, index]), hidden))
        hidden = False
    return tuple(out)


@cache
def _marks(names: tuple[str, ...]) -> list[int]:
    """The places in the model's answer of the marks within numbers."""
    return [at for at, name in enumerate(names) if name and name in ".,．，·"]
