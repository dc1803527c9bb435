"""Every kind of office file as real software writes it, against the text it was made from."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from pathlib import Path

import pytest

import duban
from duban.sources import open_bytes, open_file
from duban.text import Document
from sources.checks import check_blocks, quotes, rows
from sources.office import CHANGED, READ, TABLE, converted, in_columns, source

FORMATS = ("doc", "odt", "rtf", "html", "pdf", "docx")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return converted(tmp_path_factory.mktemp("office"), source())


def _claims(document: Document) -> Counter[tuple[object, ...]]:
    """What is claimed, without where: positions differ from format to format."""
    return Counter((c.role, c.kind, c.indicator, c.value, c.unit, c.comparator) for c in duban.read(document).claims())


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_reads_as_the_text_that_it_was_made_from(files: dict[str, Path], kind: str) -> None:
    document = open_file(files[kind])
    check_blocks(document)
    assert document.format == kind
    # Pages show what was taken out as well, struck through; the other formats say what was.
    expected = [*READ, *([CHANGED] if kind not in ("pdf", "html") else [])]
    assert [q for q in quotes(document) if q in READ or q == CHANGED] == expected
    assert list(rows(document).values()) == [
        {column: text for column, text in enumerate(row, start=1) if text} for row in TABLE
    ]
    text = open_bytes("\n".join(expected).encode())
    assert _claims(text) <= _claims(document)
    assert (document.jurisdiction, document.year) == (text.jurisdiction, text.year)


@pytest.mark.parametrize("kind", ["doc", "rtf", "html", "docx", "odt"])
def test_the_kind_is_told_by_content_whatever_the_name(files: dict[str, Path], tmp_path: Path, kind: str) -> None:
    for name in ("report.doc", "report.wps", "report.txt"):
        path = tmp_path / name
        path.write_bytes(files[kind].read_bytes())
        assert open_file(path).text == open_file(files[kind]).text


def test_two_columns_are_read_one_after_the_other(tmp_path: Path, sample_file: Path) -> None:
    text = sample_file.read_text(encoding="utf-8")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    document = open_file(converted(tmp_path, in_columns(lines), ("pdf",))["pdf"])
    assert not quotes(document, "cell")
    assert _claims(document) == _claims(open_bytes(text.encode()))


def _with_code(pdf: bytes, char: str, code: bytes) -> bytes:
    """The PDF with another code in its fonts' tables for what they say is `char`."""
    out = bytearray(pdf)
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            table = zlib.decompressobj().decompress(stream[1])
        except zlib.error:
            continue
        changed = table.replace(b"<%04X>\n" % ord(char), b"<%b>\n" % code)
        if b"begincmap" in table and changed != table:
            # A longer code needs room: what the table says of itself is not needed.
            packed = zlib.compress(re.sub(rb"/CIDSystemInfo.*?def", b"", changed, flags=re.DOTALL))
            assert len(packed) <= len(stream[1])
            out[slice(*stream.span(1))] = packed.ljust(len(stream[1]))
    assert out != pdf
    return bytes(out)


def test_a_point_without_a_code_is_known_by_its_ink(files: dict[str, Path]) -> None:
    data = files["pdf"].read_bytes()
    assert open_bytes(_with_code(data, ".", b"DBC0DDB0")).text == open_bytes(data).text


def test_a_digit_without_a_code_is_never_a_value(files: dict[str, Path]) -> None:
    data = files["pdf"].read_bytes()
    damaged = open_bytes(_with_code(data, "8", b"DBC0DDB0"))
    assert damaged.text == open_bytes(data).text.replace("8", "\ufffd")
    known = {q for q in re.findall(r"[\d.]+", open_bytes(data).text) if "8" not in q}
    numbers = [c.number for c in duban.read(damaged).claims() if c.value is not None]
    assert numbers
    assert all("\ufffd" not in number for number in numbers)
    # A number written in Chinese has no digits of its own.
    assert {d for number in numbers for d in re.findall(r"[\d.]+", number)} <= known
