from __future__ import annotations

from pathlib import Path

import pytest

from duban.sources import open_file
from duban.sources.docx_numbering import format_chinese_number
from duban.text import Document
from sources.builders import PARAGRAPHS, SESSION, TITLE, docx, p
from sources.checks import check_blocks, quotes, rows


def _read(folder: Path, body: str, **parts: str) -> Document:
    path = folder / "report.docx"
    path.write_bytes(docx(body, **parts))
    document = open_file(path)
    check_blocks(document)
    return document


def test_paragraphs_in_order_with_what_the_report_states(tmp_path: Path) -> None:
    document = _read(tmp_path, "".join(map(p, (TITLE, SESSION, "", *PARAGRAPHS))))
    assert quotes(document) == [TITLE, SESSION, *PARAGRAPHS]
    assert (document.format, document.jurisdiction, document.year) == ("docx", "临川市", 2031)
    assert document.date is not None
    assert document.date.isoformat() == "2031-01-09"


def test_cells_keep_their_place_when_others_are_merged_or_empty(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    wide, first, more = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (
        "<w:tbl>"
        f"<w:tr>{cell('指标', wide)}{cell('数量')}</w:tr>"
        f"<w:tr>{cell('农业', first)}{cell('粮食')}{cell('86')}</w:tr>"
        f"<w:tr>{cell('不再出现', more)}{cell('')}{cell('12')}</w:tr>"
        "</w:tbl>"
    )
    document = _read(tmp_path, p("下表：") + table + p("完。"))
    assert rows(document) == {
        (1, 1): {1: "指标", 3: "数量"},
        (1, 2): {1: "农业", 2: "粮食", 3: "86"},
        (1, 3): {3: "12"},
    }
    assert document.text == "下表：\n指标\t数量\n农业\t粮食\t86\n12\n完。"


def test_headings_are_known_by_style_and_by_outline_level(tmp_path: Path) -> None:
    styles = (
        '<w:style w:styleId="a1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="a2"><w:name w:val="小节"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="a3"><w:name w:val="又一种"/><w:basedOn w:val="a2"/></w:style>'
        '<w:style w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        p("目录一……1", '<w:pStyle w:val="t"/>')
        + p("一、回顾", '<w:pStyle w:val="a1"/>')
        + p("（一）产业", '<w:pStyle w:val="a3"/>')
        + p("正文。")
    )
    document = _read(tmp_path, body, styles=styles)
    assert quotes(document, "heading") == ["一、回顾", "（一）产业"]
    assert quotes(document) == ["一、回顾", "（一）产业", "正文。"]


def test_numbers_that_word_writes_itself_are_put_back(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="3">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="（%2）"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/>'
        '<w:suff w:val="nothing"/></w:lvl>'
        '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>'
    )

    def item(text: str, level: int) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>')

    levels = [("回顾", 0), ("工业", 1), ("农业", 1), ("粮食", 2), ("", 1), ("打算", 0), ("投资", 1), ("点", 3)]
    document = _read(tmp_path, "".join(item(*x) for x in levels), numbering=numbering)
    expected = ["一、回顾", "（一）工业", "（二）农业", "1.粮食", "二、打算", "（一）投资", "点"]
    assert quotes(document) == expected


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")])
def test_counting_numbers_in_chinese(number: int, words: str) -> None:
    assert format_chinese_number(number) == words


def test_what_is_not_on_the_printed_page_is_left_out(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>留下</w:t></w:r>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p>"
        "</w:txbxContent></w:drawing></w:r></mc:Choice><mc:Fallback><w:r><w:t>备用</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent><w:r><w:t>末尾</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{p('控件里的段落')}</w:sdtContent></w:sdt>"
    )
    assert quotes(_read(tmp_path, body)) == ["留下新增末尾", "文本框", "控件里的段落"]


def test_line_breaks_part_paragraphs_and_tabs_are_spaces(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t></w:r></w:p>"
    assert quotes(_read(tmp_path, body)) == ["上", "下 右"]
