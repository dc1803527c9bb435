"""Every bad file gives one line that says what to do, in bounded memory."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

import duban
from duban.sources import SourceError, open_file
from duban.sources.limits import MAX_FILE_BYTES, MIB
from sources.builders import PARAGRAPHS, docx, ofd, p, package, pdf, scanned_pdf

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "国国国国国国国国国国"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>'
)


def pdf_with(stream: bytes) -> bytes:
    """A one-page PDF whose content is `stream`, packed."""
    packed = zlib.compress(stream, 9)
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n"
        % len(packed)
        + packed
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空的.*empty"),
    "white space": (lambda: " \n\u3000\n\ufeff\n".encode(), "没有文字.*no text"),
    "random bytes": (lambda: bytes((i * 7919 + i // 251) % 256 for i in range(5000)), "不是文本.*neither text"),
    "zeros": (lambda: bytes(5000), "不是文本.*neither text"),
    "picture": (lambda: PNG, "损坏.*damaged"),
    "program": (lambda: b"MZ\x90\x00\x03" + bytes(900), "不是文本.*neither text"),
    "elf": (lambda: b"\x7fELF\x02\x01\x01" + bytes(900), "不是文本.*neither text"),
    "gzip": (lambda: b"\x1f\x8b\x08\x00" + bytes(99), "压缩包.*archive"),
    "rtf without text": (lambda: rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\par}", "没有文字"),
    "rtf too deep": (lambda: rb"{\rtf1 " + b"{" * 5_000, "展开后过大"),
    "mht without a page": (lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "损坏"),
    "mht of endless parts": (
        lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n" * 300,
        "展开后过大",
    ),
    "shift-jis": (lambda: ("これは日本語の文章です。予算は三百億円です。" * 9).encode("shift-jis"), "UTF-8"),
    "broken text": (lambda: ("国家发展。" * 99).encode().replace(b"\xe5", b"\xff"), "UTF-8"),
    "locked pdf": (lambda: pdf(password="1234"), "密码.*password"),  # noqa: S106 for this test alone
    "scanned pdf": (scanned_pdf, "扫描件.*OCR"),
    "broken pdf": (lambda: b"%PDF-1.7\n" + bytes(500), "损坏.*damaged"),
    "pdf bomb": (lambda: pdf_with(b" " * (40 * MIB)), "展开后过大.*unpacks"),
    "pdf of endless text": (lambda: pdf_with(b"BT /F1 1 Tf " + b"(aaaaaaaaaaaaaaaa) Tj " * 60_000 + b"ET"), "过大"),
    "truncated docx": (lambda: docx("".join(map(p, PARAGRAPHS)))[:-40], "损坏.*truncated"),
    "docx cut in half": (lambda: docx(p("国" * 999))[:300], "损坏.*truncated"),
    "damaged data": (lambda: docx(p("国" * 999)).replace(b"word/document.xml", b"word/document.xmk"), "."),
    "malformed xml": (lambda: docx("<w:p>"), "损坏.*damaged"),
    "docx without text": (lambda: docx("<w:p/>"), "没有文字.*no text"),
    "zip bomb": (lambda: package({"word/document.xml": bytes(90 * MIB)}), "展开后过大.*unpacks"),
    "ofd bomb": (lambda: ofd([[(0.0, 0.0, 1.0, "国" * 10**6)] * 20]), "展开后过大.*unpacks"),
    "too many parts": (lambda: package(dict.fromkeys(map(str, range(11_000)), b"")), "展开后过大"),
    "odd packing": (lambda: package({"word/document.xml": b"x"}, zipfile.ZIP_LZMA), "损坏"),
    "entity bomb": (lambda: package({"word/document.xml": ENTITIES}), "DTD"),
    "entity bomb in utf-16": (
        lambda: package({"word/document.xml": ENTITIES.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")}),
        "DTD",
    ),
    "endless nesting": (lambda: docx("<w:sdt>" * 5000), "展开后过大"),
    "broken xlsx": (lambda: package({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "损坏"),
    "slides": (lambda: package({"ppt/presentation.xml": ""}), "幻灯片"),
    "broken odt": (lambda: package({"mimetype": "", "content.xml": ""}), "损坏"),
    "locked odt": (
        lambda: package({"content.xml": "", "META-INF/manifest.xml": "<x><encryption-data/></x>"}),
        "密码.*password",
    ),
    "zip without reports": (lambda: package({"a.png": "", ".b.txt": "国"}), "没有报告"),
    "zip of several": (lambda: package({"甲.txt": "国", "乙.txt": "国"}), "2 个文件.*2 files"),
    "zip in a zip": (lambda: package({"a.zip": package({"a.txt": "国"})}), "先解压"),
    "old office file": (lambda: OLE2, "旧版 Office.*docx"),
    "broken doc": (lambda: OLE2 + "WordDocument".encode("utf-16-le"), "损坏"),
    "broken xls": (lambda: OLE2 + "Workbook".encode("utf-16-le"), "损坏"),
    "locked docx": (lambda: OLE2 + "EncryptedPackage".encode("utf-16-le"), "密码.*password"),
    "ofd without text": (lambda: ofd([[], []]), "文字层.*text layer"),
    "ofd without its parts": (
        lambda: package({"OFD.xml": "<OFD><DocBody><DocRoot>no.xml</DocRoot></DocBody></OFD>"}),
        "损坏",
    ),
    "page without text": (lambda: b"<html><body><script>1</script></body></html>", "没有文字"),
    "page of tags": (lambda: b"<html><body>" + b"<i>" * 210_000, "过多"),
    "page too deep": (lambda: b"<html><body>" + b"<div>" * 3_000 + "国。".encode(), "过多"),
    "too many lines": (lambda: b"a\n" * 200_001, "过多"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_line_that_says_what_to_do(tmp_path: Path, name: str) -> None:
    make, expected = BAD[name]
    path = tmp_path / "report"
    path.write_bytes(make())
    with pytest.raises(SourceError, match=expected) as caught:
        open_file(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    assert any("\u4e00" <= c <= "\u9fff" for c in line)
    assert line.isprintable()
    assert str(pickle.loads(pickle.dumps(caught.value))) == line  # noqa: S301 our own bytes


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"找不到.*No such file"):
        open_file(tmp_path / "none.txt")
    with pytest.raises(SourceError, match=r"文件夹.*folder"):
        open_file(tmp_path)
    with pytest.raises(SourceError, match="无法读取"):
        open_file("bad\0name")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_pipe_or_a_device_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match=r"管道.*pipe"):
        open_file(tmp_path / "pipe")
    with pytest.raises(SourceError, match=r"管道.*pipe"):
        open_file("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("国", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(SourceError, match=r"权限.*Permission"):
        open_file(path)


def test_permission_denied_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("duban.sources.files.os.open", refuse)
    with pytest.raises(SourceError, match=r"权限.*Permission"):
        open_file(tmp_path / "report.txt")


@pytest.mark.parametrize("head", ["", "%PDF-1.7\n"])
def test_a_file_of_200_mb_is_refused_by_its_size(tmp_path: Path, head: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(head, encoding="utf-8")
    os.truncate(path, 4 * MAX_FILE_BYTES)
    with pytest.raises(SourceError, match="200 MB"):
        open_file(path)


@pytest.mark.parametrize(("data", "library"), [(pdf(), "pypdfium2"), (b"<html><p>x", "selectolax.lexbor")])
def test_a_missing_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    path = tmp_path / "report"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r'pip install "duban\[files\]"'):
        open_file(path)


_MEASURE = r"""
import re, sys
from pathlib import Path
from duban.sources import SourceError, open_file
try:
    open_file(sys.argv[1])
except SourceError:
    pass
# Not getrusage: its peak is handed down from the parent, here the whole test run.
print(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""

HEAVY: dict[str, Callable[[], bytes]] = {
    "wide characters": lambda: ("😀" + "a" * (16 * MIB - 9)).encode(),
    "zip bomb": lambda: package({"word/document.xml": bytes(90 * MIB)}),
    "pdf bomb": lambda: pdf_with(b" " * (90 * MIB)),
    "pdf of endless text": lambda: pdf_with(b"BT /F1 1 Tf " + b"(aaaaaaaaaaaaaaaa) Tj " * 500_000 + b"ET"),
    "paragraphs": lambda: package(
        {"word/document.xml": "<w><body>" + "<p><r><t>国</t></r></p>" * 110_000 + "</body></w>"}, zipfile.ZIP_STORED
    ),
    "attributes": lambda: package(
        {"word/document.xml": "<w><body>" + '<p val="aaaaaaaaaaaaaaaa" ilvl="b" numId="c" Id="d"/>' * 400_000},
        zipfile.ZIP_STORED,
    ),
    "steps": lambda: ofd(
        [[]], extra=f'<ofd:TextObject><ofd:TextCode DeltaX="{"g 20000 1 " * 2000}">国</ofd:TextCode></ofd:TextObject>'
    ),
    "cells": lambda: b"<html><body><table>" + "<tr><td>国".encode() * 95_000,
}


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is measured as Linux reports it")
@pytest.mark.parametrize("name", HEAVY)
def test_no_file_takes_more_than_300_mb(tmp_path: Path, name: str) -> None:
    path = tmp_path / "report"
    path.write_bytes(HEAVY[name]())
    run = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(run.stdout) < 300


def test_a_report_in_another_language_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "speech.txt"
    path.write_text("The economy grew by 5% and 12 schools were built. " * 20, "utf-8")
    with pytest.raises(SourceError, match=r"speech\.txt.*不是中文"):
        duban.read(path)
    assert duban.read("GDP 增长5%").text == "GDP 增长5%", "a text in hand is taken as it is"
