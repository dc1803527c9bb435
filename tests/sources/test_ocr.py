"""Pages that are pictures: their numbers right, or unread, and never silently wrong."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

import duban
from duban.commitments import Provenance
from duban.sources import open_bytes, open_file
from duban.sources.ocr import merge_readings
from duban.sources.recognition import Character
from sources.checks import check_blocks
from sources.office import converted, source

DPI = 150


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted(tmp_path_factory.mktemp("office"), source(), ("pdf",))["pdf"]


@pytest.fixture(scope="module")
def scan(printed: Path) -> Image.Image:
    """The first page as a scanner gives it: a little aslant, with noise, as JPEG."""
    page = pypdfium2.PdfDocument(printed)[0].render(scale=DPI / 72).to_pil().convert("RGB")
    page = page.rotate(0.7, fillcolor="white", resample=Image.Resampling.BICUBIC)
    noise = np.random.default_rng(7).normal(0, 20, (page.height, page.width, 1))
    noisy = (np.asarray(page).astype(float) + noise).clip(0, 255).astype("uint8")
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "JPEG", quality=60)
    return Image.open(out)


def _saved(scan: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    scan.save(out, kind, resolution=DPI)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_scanned_page_reads_as_the_printed_one(printed: Path, scan: Image.Image, kind: str) -> None:
    document = open_bytes(_saved(scan, kind))
    check_blocks(document)
    assert (document.format, document.year) == ("picture" if kind == "PNG" else "pdf", 2031)
    assert any("OCR" in note for note in document.notes)
    found = [c for c in duban.read(document).claims() if c.value is not None]
    true = Counter((c.value, c.unit) for c in duban.read(open_file(printed)).claims() if c.value is not None)
    assert all(c.provenance is Provenance.OCR for c in found)
    read = Counter((c.value, c.unit) for c in found)
    assert read <= true, "no number is silently wrong"
    assert read.total() >= 0.9 * true.total()


def _line(text: str, sure: float = 1.0, hidden: int | None = None) -> tuple[Character, ...]:
    return tuple(Character(c, sure, at == hidden) for at, c in enumerate(text))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (_line("增长5.2%"), _line("增长5.2%"), "增长5.2%"),
        (_line("增长5.2%"), _line("增长52%"), "增长5�2%"),
        (_line("增长52%"), _line("增长5.2%"), "增长�2%"),
        (_line("收入128亿元"), _line("收入123亿元"), "收入12�亿元"),
        (_line("增长52%", hidden=3), _line("增长52%"), "增长5�%"),
        (_line("增长52%"), _line("增长52%", hidden=3), "增长5�%"),
        (_line("1.2.3万吨"), _line("1.2.3万吨"), "1�2.3万吨"),
        (_line("12,34万元"), _line("12,34万元"), "12�34万元"),
        (_line("1O5个"), _line("1O5个"), "�O�个"),
        (_line("增长", 0.3), _line("增长", 0.3), "增长"),
    ],
)
def test_what_two_readings_do_not_agree_on_is_no_number(
    first: tuple[Character, ...], second: tuple[Character, ...], expected: str
) -> None:
    assert merge_readings(first, second) == expected


def test_a_character_that_is_not_sure_is_no_digit() -> None:
    doubtful = (Character("7", 0.5, may_hide_point=False), Character("所", 0.5, may_hide_point=False))
    assert merge_readings(doubtful, doubtful) == "�所"


def test_a_picture_without_text_says_so() -> None:
    with pytest.raises(duban.sources.SourceError, match=r"没有认出文字.*No text"):
        open_bytes(_saved(Image.new("RGB", (400, 300), "white"), "PNG"))
