"""One invented report as LibreOffice writes it in each of its formats."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from sources.builders import PARAGRAPHS, SESSION, TITLE

LINES = (
    TITLE,
    *PARAGRAPHS[:4],
    "经测算，全市改造供水管网1.8万米，\n惠及居民2.7万户。",
    PARAGRAPHS[4],
    "（一）扩大投资。安排技术改造项目76个，工业投资增长9.\n5%左右。",
    PARAGRAPHS[5],
)
"""What is typed; a line break within is one within the paragraph."""
READ = tuple(line.replace("\n", "") for line in LINES)
CHANGED = "建成保障性住房2300套。"
"""What tracked changes leave of a paragraph, once they are accepted."""
BOX = "文本框：新建口袋公园19个。"
TABLE = (
    ("项目", "2030年执行数", "2031年预算数", "比上年增长%"),
    ("一般公共预算收入", "1234567", "1296295", "5.0"),
    ("其中：税收收入", "900000", "945000", "5.0"),
    ("非税收入", "334567", "", "-2.1"),
)
KINDS = ("doc:MS Word 97", "odt", "rtf", "html", "pdf", "docx:MS Word 2007 XML")

_RUN = "<w:r><w:t>{}</w:t></w:r>"
_BY = 'w:id="{}" w:author="x" w:date="2031-01-01T00:00:00Z"'


def source() -> bytes:
    """The report as python-docx writes it, with what it cannot write put in as XML."""
    document = docx.Document()
    assert SESSION in LINES
    for line in LINES:
        document.add_paragraph(line)
    document.add_paragraph("附表 2031年主要收入")
    table = document.add_table(rows=len(TABLE), cols=len(TABLE[0]))
    table.style = "Table Grid"
    for r, row in enumerate(TABLE):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    changed = (
        f"<w:p {nsdecls('w')}>{_RUN.format('建成保障性住房2')}"
        f"<w:del {_BY.format(1)}><w:r><w:delText>9</w:delText></w:r></w:del>"
        f"<w:ins {_BY.format(2)}>{_RUN.format('3')}</w:ins>{_RUN.format('00套。')}</w:p>"
    )
    document.element.body.insert(len(LINES), parse_xml(changed))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def in_columns(lines: Sequence[str]) -> bytes:
    """These lines as a document of two columns."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    section = document.sections[0]._sectPr
    for columns in section.findall(qn("w:cols")):
        section.remove(columns)
    section.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="2" w:space="720"/>'))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def converted(folder: Path, data: bytes, kinds: tuple[str, ...] = KINDS) -> dict[str, Path]:
    """The file in each format, by suffix. Skips where there is no LibreOffice; fails in CI."""
    office = shutil.which("soffice")
    if office is None:
        reason = "no LibreOffice (soffice)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    path = folder / "source.docx"
    path.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for kind in kinds:
        place = folder / kind.partition(":")[0]
        words = [str(office), profile, "--headless", "--convert-to", kind, "--outdir", str(place)]
        subprocess.run([*words, str(path)], check=True, capture_output=True)
    return {k: folder / k / f"source.{k}" for k in (kind.partition(":")[0] for kind in kinds)}
