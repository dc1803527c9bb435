"""A damaged file gives a document with sound blocks, or a `SourceError`; nothing else."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.sources import SourceError, open_file
from sources import builders
from sources.builders import PARAGRAPHS, TITLE, docx, ofd_report, p, pdf
from sources.checks import check_blocks


def _unpacked(data: bytes) -> bytes:
    """The same package without compression, so that damage reaches the XML."""
    with contextlib.closing(zipfile.ZipFile(io.BytesIO(data))) as file:
        return builders.package({n: file.read(n) for n in file.namelist()}, zipfile.ZIP_STORED)


_CELL = f"<w:tbl><w:tr><w:tc>{p('指标')}</w:tc><w:tc>{p('86')}</w:tc></w:tr></w:tbl>"
_HTML = f"<html><body><h1>{TITLE}</h1>" + "".join(f"<p>{t}</p>" for t in PARAGRAPHS)
SEEDS = {
    "txt": "\n".join(PARAGRAPHS).encode(),
    "gbk": "\n".join(PARAGRAPHS).encode("gb18030"),
    "html": (_HTML + "<table><tr><td>指标<td>86</table></body></html>").encode(),
    "docx": _unpacked(docx("".join(map(p, PARAGRAPHS)) + _CELL)),
    "ofd": _unpacked(ofd_report()),
    "pdf": pdf(),
}
_EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 30), st.binary(max_size=8)), max_size=6)


def _open(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report"
        path.write_bytes(data)
        try:
            document = open_file(path)
        except SourceError as error:
            assert "\n" not in str(error)  # noqa: PT017 either outcome is right
        else:
            check_blocks(document)


@pytest.mark.parametrize("kind", SEEDS)
def test_the_seeds_themselves_are_read(kind: str, tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(SEEDS[kind])
    assert PARAGRAPHS[-1] in open_file(tmp_path / "report").text


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=120, deadline=None)
@given(edits=_EDITS, keep=st.floats(0.2, 1))
def test_damage_never_raises_anything_else(kind: str, edits: list[tuple[float, int, bytes]], keep: float) -> None:
    data = bytearray(SEEDS[kind])
    for place, cut, put in edits:
        at = int(place * len(data))
        data[at : at + cut] = put
    _open(bytes(data[: int(keep * len(data)) + 1]))


@pytest.mark.parametrize("kind", ["docx", "ofd"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damage_inside_a_sound_package(kind: str, data: st.DataObject) -> None:
    """The checksums are made right again, so that only the readers of XML stand in the way."""
    with zipfile.ZipFile(io.BytesIO(SEEDS[kind])) as file:
        parts = {n: bytearray(file.read(n)) for n in file.namelist()}
    for place, cut, put in data.draw(_EDITS):
        part = parts[data.draw(st.sampled_from(sorted(parts)))]
        at = int(place * len(part))
        part[at : at + cut] = put
    _open(builders.package({n: bytes(d) for n, d in parts.items()}))
