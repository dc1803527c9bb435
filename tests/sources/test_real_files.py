"""The real files, where they are at hand: figures and shapes only, no sentence of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import duban
from duban.sources import open_file
from sources.checks import check_blocks, quotes, rows

# file: jurisdiction, year, date, at least so many prose blocks and table cells
FILES = {
    "kunming-2025-bulletin.html": ("昆明市", 2025, "2026-05-22", 60, 0),
    "changsha-2025-bulletin.html": ("长沙市", 2025, "2026-04-21", 45, 0),
    "baoshan-2025-budget.html": ("保山市", 2026, "2026-01-20", 60, 0),
    "hotan-2025-bulletin.docx": ("和田地区", 2025, "2026-03-27", 50, 80),
    "huainan-2025-budget.pdf": ("淮南市", 2026, "None", 55, 0),
    "jiaozuo-2025-bulletin.pdf": ("焦作市", 2025, "None", 60, 130),
}
# a figure with its growth, which must stand together in one block
PROSE = {
    "kunming-2025-bulletin.html": r"8637\.45亿元，[^。]{0,8}4\.2%",
    "changsha-2025-bulletin.html": r"15737\.82亿元，[^。]{0,8}4\.0%",
    "baoshan-2025-budget.html": r"654,233万元，[^。]{0,40}8\.6%",
    "hotan-2025-bulletin.docx": r"1527\.22万人次，[^。]{0,8}83\.3%",
    "huainan-2025-budget.pdf": r"139亿元，[^。]{0,20}100\.3%，增长2\.4%",
    "jiaozuo-2025-bulletin.pdf": r"2479\.6亿元，同比增长6\.5%",
}
_FURNITURE = re.compile(
    r"您的位置|当前位置|首页|字体[:：]|分享到|扫一扫|相关阅读|责任编辑|版权所有|ICP备|上一篇|打印本页|问AI"
)
_PAGE_NUMBER = re.compile(r"[—-]\s*\d+\s*[—-]")


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_read_cleanly(reports_dir: Path, name: str) -> None:
    place, year, date, prose, cells = FILES[name]
    document = open_file(reports_dir / "files" / name)
    check_blocks(document)
    assert (document.jurisdiction, document.year, str(document.date)) == (place, year, date)
    assert document.title is not None
    found = quotes(document, "paragraph")
    assert len(found) >= prose
    assert len(quotes(document, "cell")) >= cells
    assert any(re.search(PROSE[name], q) for q in found)
    assert not _FURNITURE.search(document.text)
    assert not any(_PAGE_NUMBER.fullmatch(q) for q in quotes(document))
    if name.endswith("pdf"):  # typesetting parts Chinese from figures; text does not
        assert not re.search(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]", document.text)


def test_paragraphs_of_a_real_pdf_are_whole(reports_dir: Path) -> None:
    for name in ("huainan-2025-budget.pdf", "jiaozuo-2025-bulletin.pdf"):
        document = open_file(reports_dir / "files" / name)
        long = [q for q in quotes(document, "paragraph") if len(q) > 40]
        assert sum(q[-1] in "。：；！" for q in long) >= len(long) - 1


def test_tables_of_real_files_have_their_columns(reports_dir: Path) -> None:
    pdf = rows(open_file(reports_dir / "files" / "jiaozuo-2025-bulletin.pdf"))
    assert [x[:2] for x in pdf[(1, 2)].values()] == ["全市", "34", "10"]
    docx = rows(open_file(reports_dir / "files" / "hotan-2025-bulletin.docx"))
    assert docx[(2, 3)][3] == "1894.73"


def test_every_report_of_the_corpus_is_opened_as_it_is(reports_dir: Path) -> None:
    files = [*reports_dir.glob("*.txt"), *(reports_dir / "corpus").glob("*.txt")]
    assert len(files) > 50
    for path in files:
        document = open_file(path)
        assert document.text == path.read_text(encoding="utf-8")
        check_blocks(document)
        stated = re.search(r"(19|20)\d\d", path.stem)
        assert stated is not None
        assert document.year in (None, int(stated[0])), path.name


def test_recent_reports_state_place_session_and_year(reports_dir: Path) -> None:
    for path in (reports_dir / "corpus").glob("*-2026.txt"):
        document = open_file(path)
        assert document.title is not None
        assert document.title.endswith("政府工作报告")
        assert document.jurisdiction is not None
        assert document.date is not None
        assert document.year == document.date.year == 2026


def test_no_real_report_or_file_is_read_as_nothing_in_silence(reports_dir: Path) -> None:
    for path in sorted(p for p in reports_dir.rglob("*") if p.suffix in (".txt", ".html", ".docx")):
        report = duban.read(path)
        said = {notice.code for notice in report.notices}
        assert any(report.claims()) or "no_claims" in said, path.name
        assert report.year is not None or "no_year" in said, path.name
