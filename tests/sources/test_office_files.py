"""Every kind of office file as real software writes it, against the text it was made from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import duban
from duban.sources import open_bytes, open_file
from duban.text import Document
from sources.checks import check_blocks, quotes, rows
from sources.office import CHANGED, READ, TABLE, converted, source

FORMATS = ("doc", "odt", "rtf", "html", "pdf", "docx")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return converted(tmp_path_factory.mktemp("office"), source())


def _claims(document: Document) -> Counter[tuple[object, ...]]:
    """What is claimed, without where: positions differ from format to format."""
    return Counter(
        (c.role, c.kind, c.indicator, c.value, c.unit, c.comparator)
        for c in duban.read(document).claims()
    )


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
def test_the_kind_is_told_by_content_whatever_the_name(
    files: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    for name in ("report.doc", "report.wps", "report.txt"):
        path = tmp_path / name
        path.write_bytes(files[kind].read_bytes())
        assert open_file(path).text == open_file(files[kind]).text
