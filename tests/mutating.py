"""Files that are read every day, and what becomes of them when they are damaged on purpose."""

from __future__ import annotations

import contextlib
import io
import random
import re
import zipfile
from collections.abc import Callable

import xlsxwriter

from sources import builders
from sources.builders import PARAGRAPHS, TITLE, docx, ofd_report, p, pdf

_CELL = f"<w:tbl><w:tr><w:tc>{p('指标')}</w:tc><w:tc>{p('86')}</w:tc></w:tr></w:tbl>"
_PAGE = f"<html><body><h1>{TITLE}</h1>" + "".join(f"<p>{t}</p>" for t in PARAGRAPHS)
_TEXT = "\n".join([TITLE, *PARAGRAPHS])
_RTF = r"{\rtf1\ansi\ansicpg936 " + "".join(f"\\u{ord(c)}?" for c in _TEXT) + r"\par}"
_MHT = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    f"Content-Type: text/html; charset=utf-8\n\n{_PAGE}\n--b--\n"
)


def workbook() -> bytes:
    """A sheet of the kinds of cell that people fill in."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("目标任务分解表")
    for n, line in enumerate([("序号", "任务原文", "数值"), ("1.1.1", PARAGRAPHS[0], 86.5)]):
        sheet.write_row(n, 0, line)
    sheet.merge_range(3, 0, 5, 1, "合并")
    sheet.write_formula(6, 0, "=SUM(A1:A2)")
    book.close()
    return out.getvalue()


SEEDS: dict[str, bytes] = {
    "xlsx": workbook(),
    "docx": docx("".join(map(p, PARAGRAPHS)) + _CELL),
    "pdf": pdf(),
    "ofd": ofd_report(),
    "html": (_PAGE + "<table><tr><td colspan=2>指标<td>86</table></body></html>").encode(),
    "txt": _TEXT.encode(),
    "gbk": _TEXT.encode("gb18030"),
    "rtf": _RTF.encode(),
    "mht": _MHT.encode(),
}
_TOKENS = (
    *(b"9" * 40, b"-1", b"0", b"1e999", b"65536", b"4294967295", b"XFD1048576", b"A0", b"\x00"),
    *(b"\xff\xff\xff\xff", b"<", b"</", b">", b"&#x110000;", b"&lol;", b"]]>", b"<!DOCTYPE a ["),
    *(b"%PDF-", b"PK\x03\x04", b"{\\rtf1", b"stream\r\n", b"\xed\xa0\x80", "，".encode(), b"1,"),
    *(b"\\bin99999999 ", b"rowspan=9999", b"/Length 99999999", b"(" * 50, b"[" * 50, b"<td>" * 50),
)
Damage = Callable[[random.Random, bytes], bytes]


def _flip(chance: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _cut(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 400) :]


def _end(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    block = data[start : start + chance.randint(1, 200)]
    times = min(10 ** chance.randint(1, 5), 2_000_000 // max(1, len(block)))
    return data[:start] + block * times + data[start:]


def _insert(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 100)) + data[at:]


def _number(chance: random.Random, data: bytes) -> bytes:
    """One number becomes another: a length, a reference, a size, a place in the file."""
    found = [*re.finditer(rb"\d+", data)]
    if not found:
        return _insert(chance, data)
    match = chance.choice(found)
    wrong = chance.choice((b"0", b"-1", b"999999999", b"4294967296", b"1048576", b"9" * 30))
    return data[: match.start()] + wrong + data[match.end() :]


def _swap(chance: random.Random, data: bytes) -> bytes:
    a, b = sorted(chance.sample(range(len(data) + 1), 2))
    size = chance.randint(1, 300)
    return data[:a] + data[b : b + size] + data[a + size : b] + data[a : a + size] + data[b:]


DAMAGES: tuple[Damage, ...] = (_flip, _cut, _end, _repeat, _insert, _insert, _number, _number, _swap)


def damaged(kind: str, seed: int) -> bytes:
    """The file of that kind, damaged in a way that the seed alone decides."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311 the same file each time
    data = SEEDS[kind]
    if data.startswith(b"PK") and chance.random() < 0.75:
        return _damaged_part(chance, data)
    return _damaged(chance, data)


def _damaged(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.randint(1, 3)):
        data = chance.choice(DAMAGES)(chance, data) or b"\x00"
    return data


def _damaged_part(chance: random.Random, data: bytes) -> bytes:
    """The damage reaches the XML of a package, which is then packed soundly again."""
    with contextlib.closing(zipfile.ZipFile(io.BytesIO(data))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = chance.choice([*parts])
    parts[name] = _damaged(chance, parts[name] or b"\x00")
    return builders.package(parts)
