"""Opening a file takes time in proportion to its size, whatever it is made of.

As in tests/reading/test_linear.py: eight times the file may take at most sixteen times as long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from duban.sources import SourceError, open_file
from sources import builders

SMALL, TIMES, MOST = 4_000, 8, 2.0
HEAD = "云泽市政府工作报告"


def page(body: str) -> bytes:
    return f"<!doctype html><meta charset='utf-8'><title>{HEAD}</title><body>{body}</body>".encode()


def attributes_of_one(size: int) -> bytes:
    return page(f"<p {' '.join(f'a{n}=1' for n in range(size))}>一、新建桥梁3座。</p>")


def one_attribute(size: int) -> bytes:
    return page(f"<p class='{'x ' * size}'>一、新建桥梁3座。</p>")


def many_elements(size: int) -> bytes:
    return page("<p class='a' id='b'>新建桥梁3座。</p>" * (size // 4))


def deep_elements(size: int) -> bytes:
    return page("<div><b>" * (size // 4) + "新建桥梁3座。")


def unclosed_cells(size: int) -> bytes:
    return page("<table>" + "<tr><td>桥梁<td>3" * (size // 4))


def docx_runs(size: int) -> bytes:
    return builders.docx("<w:p>" + "<w:r><w:t>新建桥梁3座，</w:t></w:r>" * (size // 2) + "</w:p>")


def docx_attributes(size: int) -> bytes:
    attributes = " ".join(f"a{n}='1'" for n in range(size))
    return builders.docx(f"<w:p {attributes}><w:r><w:t>新建桥梁3座。</w:t></w:r></w:p>")


def docx_rows(size: int) -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>桥梁</w:t></w:r></w:p></w:tc>"
    return builders.docx(f"<w:tbl>{f'<w:tr>{cell * 4}</w:tr>' * (size // 16)}</w:tbl>")


def ofd_lines(size: int) -> bytes:
    return builders.ofd_report([f"{n}.新建桥梁{n}座。" for n in range(size // 8)])


def csv_line(size: int) -> bytes:
    return (HEAD + "\n" + "1," * size).encode()


def csv_rows(size: int) -> bytes:
    return (HEAD + "\n" + "桥梁,3,座\n" * size).encode()


SHAPES: dict[Callable[[int], bytes], str] = {
    attributes_of_one: "html", one_attribute: "html", many_elements: "html", deep_elements: "html",
    unclosed_cells: "html", docx_runs: "docx", docx_attributes: "docx", docx_rows: "docx", ofd_lines: "ofd",
    csv_line: "csv", csv_rows: "csv",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_file(shape: Callable[[int], bytes], tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.{SHAPES[shape]}" for n in (1, TIMES)]
    for path, size in zip(files, (SMALL, SMALL * TIMES), strict=True):
        path.write_bytes(shape(size))
    for _attempt in range(3):
        ratio = seconds(files[1]) / max(seconds(files[0]), 0.002)
        if ratio <= TIMES * MOST:
            return
    pytest.fail(f"{TIMES} times the file takes {ratio:.0f} times as long")


def seconds(path: Path) -> float:
    start = time.process_time()
    with suppress(SourceError):
        open_file(path)
    return time.process_time() - start
