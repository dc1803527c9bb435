"""The DOCX by GB/T 9704-2012: measured in its XML, and in the PDF that LibreOffice makes of it."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from duban.documents.official import (
    Annex,
    Heading,
    OfficialDocument,
    Paragraph,
    Run,
    Table,
    render_annex_xlsx,
    render_document_docx,
    render_document_pdf,
    render_document_text,
)
from duban.documents.official import pdf as pdf_room
from duban.documents.official.model import Mark

docx = pytest.importorskip("docx", reason="no python-docx")
pdfium = pytest.importorskip("pypdfium2", reason="no pypdfium2")
A_MM = 72 / 25.4
FLOOR = 35 * A_MM - 4
"""pt from the lower edge of a page to just below the type area."""
DAY = dt.date(2031, 5, 20)
BODY = "本月各项任务按序时推进，请欠进度单位查明原因并于下次填报时一并报告。"


def runs(*texts: str) -> tuple[Run, ...]:
    return tuple(Run(text) for text in texts)


def table(count: int) -> Table:
    rows = tuple((f"1.1.{n}", "改造泵站", "12座", "3", "欠进度") for n in range(1, count + 1))
    columns = ("编号", "目标任务", "目标", "进展", "评价")
    return Table("", columns, rows, (4, 12, 5, 4, 4), frozenset({3}))


@pytest.fixture(scope="module")
def document() -> OfficialDocument:
    blocks = (
        Heading(1, runs("一、总体情况")),
        Paragraph(runs("共有目标任务", "144", "项。", *[BODY] * 12)),
        Heading(2, runs("（一）市水务局")),
        Paragraph(runs(BODY * 12)),
        Heading(3, runs("有关要求")),
        Paragraph(runs(BODY)),
    )
    return OfficialDocument(
        authority="青澜市人民政府督查室",
        number="青督通〔2031〕3号",
        title="关于2031年《政府工作报告》\n目标任务1—4月进展情况的通报",
        blocks=blocks,
        addressee="各县（市）区人民政府",
        signing_authority="青澜市人民政府督查室",
        date=DAY,
        annexes=(Annex("欠进度目标任务清单", (table(60),)),),
        copy_recipients="市委办公室",
        printed_by="青澜市人民政府督查室",
        printed_on=DAY,
    )


@pytest.fixture(scope="module")
def opened(document: OfficialDocument) -> Any:
    return docx.Document(io.BytesIO(render_document_docx(document)))


def mm(length: Any) -> float:
    return float(length.mm)


def test_the_page_is_a4_with_the_standards_margins(opened: Any) -> None:
    section = opened.sections[0]
    assert (round(mm(section.page_width)), round(mm(section.page_height))) == (210, 297)
    assert abs(mm(section.top_margin) - 37) <= 1
    assert abs(mm(section.left_margin) - 28) <= 1
    width = mm(section.page_width) - mm(section.left_margin) - mm(section.right_margin)
    height = mm(section.page_height) - mm(section.top_margin) - mm(section.bottom_margin)
    assert abs(width - 156) < 0.2
    assert abs(height - 225) < 0.2


def faces(opened: Any, text: str) -> tuple[str, float]:
    """The Chinese face and the size in points of the paragraph that holds `text`."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for paragraph in opened.element.body.iter(f"{space}p"):
        found = "".join(t.text or "" for t in paragraph.iter(f"{space}t"))
        if text in found:
            run = next(paragraph.iter(f"{space}rPr"))
            fonts, size = run.find(f"{space}rFonts"), run.find(f"{space}sz")
            return fonts.get(f"{space}eastAsia"), int(size.get(f"{space}val")) / 2
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("text", "face", "size"),
    [
        ("关于2031年", "方正小标宋简体", 22),
        ("青督通〔2031〕3号", "仿宋_GB2312", 16),
        ("一、总体情况", "黑体", 16),
        ("（一）市水务局", "楷体_GB2312", 16),
        ("共有目标任务", "仿宋_GB2312", 16),
        ("抄送：市委办公室。", "仿宋_GB2312", 14),
        ("印发", "仿宋_GB2312", 14),
    ],
)
def test_each_element_has_its_face_and_size(opened: Any, text: str, face: str, size: float) -> None:
    assert faces(opened, text) == (face, size)


def test_lines_are_as_high_as_twenty_two_a_page_need(opened: Any) -> None:
    body = next(p for p in opened.paragraphs if "共有目标任务" in p.text)
    assert abs(body.paragraph_format.line_spacing.pt * 22 - 225 * A_MM) < 1
    assert abs(body.paragraph_format.first_line_indent.pt - 2 * 15.75) < 0.1


def test_the_same_document_gives_the_same_bytes_without_a_clock(document: OfficialDocument) -> None:
    first = render_document_docx(document)
    assert render_document_docx(document) == first
    assert render_annex_xlsx(document) == render_annex_xlsx(document)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "2031-05-20" in core
    assert "python-docx" not in core


def test_a_drafts_faults_are_drawn_with_a_red_wave() -> None:
    faulty = (Run("欠进度"), Run("0", Mark.TYPED), Run("项"))
    draft = OfficialDocument("督查室", "", "通报", (Paragraph(faulty),), draft_label="征求意见稿")
    xml = zipfile.ZipFile(io.BytesIO(render_document_docx(draft))).read("word/document.xml").decode()
    assert xml.count('w:val="wave"') == 1
    assert "征求意见稿" in xml


ORDER = {
    "pPr": "pStyle keepNext pageBreakBefore framePr widowControl pBdr tabs snapToGrid spacing ind jc rPr",
    "rPr": "rFonts b bCs color spacing sz szCs u",
    "tblPr": "tblW jc tblBorders tblLayout tblCellMar",
}
"""ISO/IEC 29500-1, 17.3 and 17.4: the order in which Word wants properties."""


@pytest.mark.parametrize("name", ORDER)
def test_properties_stand_in_the_order_of_the_schema(name: str, document: OfficialDocument) -> None:
    upwards = replace(document, signer="高远")
    xml = zipfile.ZipFile(io.BytesIO(render_document_docx(upwards))).read("word/document.xml").decode()
    known = ORDER[name].split()
    for found in re.findall(f"<w:{name}>(.*?)</w:{name}>", xml, re.DOTALL):
        inner = re.sub(r"<w:(tblBorders|tblCellMar|pBdr|tabs)>.*?</w:\1>", r"<w:\1/>", found)
        parts = re.findall(r"<w:(\w+)", inner)
        assert parts == sorted(parts, key=known.index), parts


def test_a_table_by_itself_has_no_red_head(document: OfficialDocument) -> None:
    alone = replace(document, authority="", number="")
    xml = zipfile.ZipFile(io.BytesIO(render_document_docx(alone))).read("word/document.xml").decode()
    assert "FF0000" not in xml
    assert "进展情况的通报" in pdf_text(render_document_pdf(alone))


def test_what_people_wrote_cannot_break_the_file() -> None:
    words = "=1+1 <w:p> & \"引号\" '撇' ]]> \u3000{#x} #let $ @x"
    text = OfficialDocument("督查室", words, words, (Paragraph(runs(words)), table(2)), annexes=())
    back = docx.Document(io.BytesIO(render_document_docx(text)))
    assert words in [p.text for p in back.paragraphs]
    control = replace(text, title="有\x01控制\x0b字符", signing_authority="\x1f署")
    back = docx.Document(io.BytesIO(render_document_docx(control)))
    assert "有控制字符" in [p.text for p in back.paragraphs]
    assert "#let$@x" in pdf_text(render_document_pdf(text))


# The rendered pages


@pytest.fixture(scope="module")
def rendered(document: OfficialDocument, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The DOCX as LibreOffice lays it out."""
    office = shutil.which("soffice")
    if office is None:
        reason = "no LibreOffice (soffice)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    folder = tmp_path_factory.mktemp("office")
    return as_pdf(str(office), render_document_docx(document), folder)


def as_pdf(office: str, data: bytes, folder: Path) -> Any:
    (folder / "bulletin.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    told = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*told, str(folder / "bulletin.docx")], check=True, capture_output=True)
    return pdfium.PdfDocument((folder / "bulletin.pdf").read_bytes())


def characters(page: Any) -> list[tuple[str, float, float, float, float]]:
    """Each character with its origin's box: left, bottom, right, top in points."""
    text = page.get_textpage()
    whole = text.get_text_range()
    found = []
    for n, char in enumerate(whole):
        if not char.isspace() and n < text.count_chars():
            found.append((char, *text.get_charbox(n, loose=True)))
    return found


def pdf_text(data: bytes) -> str:
    return "".join(
        "".join(page.get_textpage().get_text_range().split()) + "\n" for page in pdfium.PdfDocument(data)
    ).replace("\u2010", "-")


def lines_of(page: Any, bottom: float) -> list[float]:
    """Where lines stand on a page above `bottom`."""
    found = sorted({round(low) for _c, _l, low, _r, _t in characters(page) if low > bottom})
    apart: list[float] = []
    for low in found:
        if not apart or low - apart[-1] > 8:
            apart.append(low)
    return apart


@pytest.mark.parametrize("made", ["office", "typst"])
def test_the_pages_measure_to_the_standard(made: str, document: OfficialDocument, request: Any) -> None:
    if made == "office":
        pages = request.getfixturevalue("rendered")
    else:
        pages = pdfium.PdfDocument(render_document_pdf(document))
    assert [round(side / A_MM) for side in pages[0].get_size()] == [210, 297]
    second = characters(pages[1])
    body = [c for c in second if c[2] > FLOOR]
    left, right = min(c[1] for c in body), max(c[3] for c in body)
    assert abs(left / A_MM - 28) < 1.5
    assert right / A_MM <= 210 - 26 + 6  # a full stop may hang out of the type area
    steps = Counter(round(high - low) for low, high in pairwise(lines_of(pages[1], FLOOR)))
    assert steps.most_common(1)[0][0] == 29
    number = [c for c in second if c[2] < FLOOR]
    assert "".join(c[0] for c in number).strip("—–-") == "2"
    below = 35 - max(c[4] for c in number) / A_MM
    assert 4 <= below <= 9, below


@pytest.mark.parametrize("made", ["office", "typst"])
def test_a_full_page_holds_twenty_two_lines_of_twenty_eight(
    made: str, document: OfficialDocument, request: Any, tmp_path: Path
) -> None:
    full = replace(document, blocks=(Paragraph(runs(BODY * 50)),), annexes=())
    if made == "office":
        request.getfixturevalue("rendered")  # skips or fails where there is no LibreOffice
        pages = as_pdf(str(shutil.which("soffice")), render_document_docx(full), tmp_path)
    else:
        pages = pdfium.PdfDocument(render_document_pdf(full))
    assert len(lines_of(pages[1], FLOOR)) == 22
    rows = Counter(round(low) for _char, _l, low, _r, _t in characters(pages[1]))
    assert rows.most_common(1)[0][1] == 28


@pytest.mark.parametrize("made", ["office", "typst"])
@pytest.mark.parametrize("count", [1, 14, 15, 16, 17])
def test_the_imprint_stands_at_the_foot_of_the_last_page(
    count: int, made: str, document: OfficialDocument, request: Any, tmp_path: Path
) -> None:
    """7.4: its last line on the lower edge of the type area, whatever the page holds above it."""
    ends = tuple(Paragraph(runs(BODY)) for _ in range(count))
    copies = "市委办公室，市人大常委会办公室，市政协办公室，各县（区）人民政府，市政府各部门"
    short = replace(document, blocks=ends, annexes=(), copy_recipients=copies)
    if made == "office":
        request.getfixturevalue("rendered")  # skips or fails where there is no LibreOffice
        pages = as_pdf(str(shutil.which("soffice")), render_document_docx(short), tmp_path)
    else:
        pages = pdfium.PdfDocument(render_document_pdf(short))
    found = [characters(page) for page in pages]
    there = ["印发" in "".join(c[0] for c in page) for page in found]
    assert there == [False] * (len(there) - 1) + [True]
    last = [c for c in found[-1] if c[2] > FLOOR]
    lowest = min(c[2] for c in last)
    assert abs(lowest / A_MM - 35) < 3, lowest / A_MM
    imprint = [c for c in last if c[2] < lowest + 3 * 24]
    above = [c for c in last if c not in imprint]
    assert {c[0] for c in imprint} >= set("抄送印发")
    if above:
        assert min(c[2] for c in above) > max(c[4] for c in imprint)


def test_libreoffice_shows_every_word_of_it(document: OfficialDocument, rendered: Any) -> None:
    pages = ("".join(page.get_textpage().get_text_range().split()) for page in rendered)
    shown = "".join(re.sub(r"[—–-]\d+[—–-]$", "", page) for page in pages)
    # pdfium loses marks that hang out of the line: letters and digits are what is compared.
    shown = re.sub(r"\W", "", shown)
    for line in render_document_text(document).split("\n"):
        for cell in line.split("\t"):
            assert re.sub(r"\W", "", cell) in shown, cell


def test_the_pdf_says_the_same_and_is_the_same_each_time(document: OfficialDocument) -> None:
    first = render_document_pdf(document)
    assert render_document_pdf(document) == first
    shown = pdf_text(first).replace("\n", "")
    for number in ("144", "3号", "1.1.60", "2031年5月20日", "一、总体情况"):
        assert number in shown, number


def test_without_a_chinese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def __init__(self, *_: object) -> None: ...

        def families(self) -> list[str]:
            return ["Libertinus Serif"]

    pdf_room.find_fonts.cache_clear()
    monkeypatch.setattr(pdf_room._import_typst(), "Fonts", Nothing)
    with pytest.raises(pdf_room.FontError, match="Noto Serif CJK SC"):
        pdf_room.find_fonts()
    pdf_room.find_fonts.cache_clear()
