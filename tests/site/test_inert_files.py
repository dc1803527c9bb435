"""Evidence never runs: not from the service, not from a plain web server that publishes it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from duban_site.core.errors import Refused
from duban_site.core.evidence_store import SUFFIXES_BY_CONTENT_TYPE, make_safe_file_name, store_file
from duban_site.public.pages.files import make_public_file_name
from duban_site.snapshots.content import EvidenceFile

SCRIPT = "<script>alert(1)</script>"
TEXT = ("进展顺利。\n" + SCRIPT).encode()
RUN_BY_SOMEBODY = {
    *(".html", ".htm", ".xhtml", ".shtml", ".svg", ".svgz", ".xml", ".xsl", ".mht", ".mhtml"),
    *(".js", ".mjs", ".php", ".asp", ".aspx", ".jsp", ".hta", ".swf", ".exe", ".bat", ".lnk"),
}


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"


@pytest.mark.parametrize("suffix", sorted(RUN_BY_SOMEBODY))
@pytest.mark.parametrize("content", [TEXT, b"%PDF-1.7\n" + TEXT, b"\xff\xd8\xff" + TEXT])
def test_what_is_called_a_page_is_none(suffix: str, content: bytes) -> None:
    kept = store_file(io.BytesIO(content), "佐证" + suffix.upper())
    assert Path(kept.name).suffix in SUFFIXES_BY_CONTENT_TYPE[kept.content_type]
    file = EvidenceFile(1, "佐证" + suffix, kept.size, kept.content_type, kept.sha256, 1)
    assert Path(make_public_file_name(file)).suffix in SUFFIXES_BY_CONTENT_TYPE[kept.content_type]
    assert Path(make_public_file_name(file)).suffix not in RUN_BY_SOMEBODY


@pytest.mark.parametrize(
    "content",
    [
        SCRIPT,
        f"\ufeff \n{SCRIPT}",
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
        "\ufeff<!doctype html>",
    ],
)
def test_a_page_is_refused_whatever_it_is_called(content: str) -> None:
    for name in ("a.txt", "a.svg", "a.pdf", "a"):
        with pytest.raises(Refused):
            store_file(io.BytesIO(content.encode()), name)


def test_no_type_that_is_taken_is_run_by_anybody() -> None:
    assert not RUN_BY_SOMEBODY & {suffix for all_ in SUFFIXES_BY_CONTENT_TYPE.values() for suffix in all_}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.html", "a.html.txt"),
        ("数据.CSV", "数据.csv"),
        ("C:\\用户\\进展.txt", "进展.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ("", "附件.txt"),
        ("说明\u202etxt.exe", "说明txt.exe.txt"),
        ("长" * 300 + ".txt", "长" * 196 + ".txt"),
    ],
)
def test_a_name_ends_as_its_content_demands(name: str, kept: str) -> None:
    assert make_safe_file_name(name, "text/plain") == kept


def _zip(**parts: bytes) -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return bytearray(out.getvalue())


@pytest.mark.parametrize(("at", "value"), [(6, 255), (8, 99), (10, 1), (42, 255), (20, 255)])
def test_a_zip_that_lies_of_itself_is_refused_in_words(at: int, value: int) -> None:
    data = _zip(OFD=b"<x/>")
    directory = data.index(b"PK\x01\x02")
    data[directory + at] = value  # a version of 25.5, unknown packing, encrypted, far away, …
    with pytest.raises(Refused, match="文件"):
        store_file(io.BytesIO(bytes(data)), "a.docx")


def test_a_zip_of_very_many_parts_costs_little() -> None:
    data = _zip(**{f"part{n}": b"" for n in range(20_000)})
    with pytest.raises(Refused):
        store_file(io.BytesIO(bytes(data)), "a.xlsx")
