"""PDF and OFD: lines on pages become paragraphs again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duban.sources import open_file
from duban.text import Document
from sources.builders import PARAGRAPHS, SESSION, TITLE, ofd, ofd_report, pdf
from sources.checks import check_blocks, quotes, rows


def _read(folder: Path, data: bytes) -> Document:
    path = folder / "report"
    path.write_bytes(data)
    document = open_file(path)
    check_blocks(document)
    return document


@pytest.mark.parametrize(("kind", "make"), [("pdf", pdf), ("ofd", ofd_report)])
def test_lines_are_joined_into_the_paragraphs_that_were_set(
    tmp_path: Path, kind: str, make: Callable[[], bytes]
) -> None:
    document = _read(tmp_path, make())
    assert quotes(document) == [TITLE, *PARAGRAPHS]
    assert document.format == kind
    assert quotes(document, "heading") == [TITLE]
    assert (document.title, document.jurisdiction, document.year) == (TITLE, "临川市", 2031)
    assert PARAGRAPHS[0] == SESSION
    assert str(document.date) == "2031-01-09"


@pytest.mark.parametrize("make", [pdf, ofd_report])
def test_a_block_knows_the_page_it_begins_on(tmp_path: Path, make: Callable[..., bytes]) -> None:
    paragraphs = [f"第{i}段：" + "这一段正好要占去好几行的位置，" * 5 + "到此为止。" for i in range(12)]
    document = _read(tmp_path, make(paragraphs))
    assert quotes(document)[1:] == paragraphs
    pages = [b.page for b in document.blocks]
    assert pages == sorted(pages)  # type: ignore[type-var]
    assert pages[0] == 1
    assert pages[-1] is not None
    assert pages[-1] > 3


def test_running_heads_and_page_numbers_go(tmp_path: Path) -> None:
    paragraphs = [*PARAGRAPHS, *("又一段话，" * 20 + "完。" for _ in range(5))]
    document = _read(tmp_path, pdf(paragraphs, head="临川市人民政府公报"))
    assert "公报" not in document.text
    assert "—" not in document.text.replace("——", "")


def test_a_figure_alone_at_the_edge_of_a_page_stays(tmp_path: Path) -> None:
    objects = [[(30.0, 30.0, 5.0, text), (30.0, 60.0, 5.0, "1286")] for text in ("甲。", "乙乙。")]
    assert quotes(_read(tmp_path, ofd(objects))).count("1286") == 2


def test_a_table_in_a_pdf_gives_cells(tmp_path: Path) -> None:
    table = [["指标", "单位", "数量"], ["粮食总产量", "万吨", "86"], ["农村公路", "公里", "180"]]
    document = _read(tmp_path, pdf(PARAGRAPHS[:3], table=table))
    assert [list(r.values()) for r in rows(document).values()] == table
    assert [list(r) for r in rows(document).values()] == [[1, 2, 3]] * 3


@pytest.mark.parametrize(
    "options",
    [
        {"prefix": "", "namespace": "http://www.ofdspec.org"},
        {"prefix": "ns2:", "folder": "Doc_3"},
        {"absolute": True},
        {"template": [(20.0, 10.0, 4.0, "版式底图文字")]},
        {
            "extra": '<ofd:PathObject Boundary="0 0 1 1">'
            "<ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:PathObject>"
        },
    ],
)
def test_ofd_writers_differ_and_are_all_read(tmp_path: Path, options: dict[str, object]) -> None:
    assert quotes(_read(tmp_path, ofd_report(**options))) == [TITLE, *PARAGRAPHS]


def test_text_that_stands_only_in_ofd_templates_is_read(tmp_path: Path) -> None:
    document = _read(tmp_path, ofd([[]], template=[(30.0, 30.0, 5.0, "全文都在底图里。")]))
    assert quotes(document) == ["全文都在底图里。"]


def test_ofd_characters_placed_one_by_one_come_in_reading_order(tmp_path: Path) -> None:
    line = "完成投资310亿元，增长5.2%。"
    objects = [(30.0 + 5 * i, 40.0, 5.0, char) for i, char in enumerate(line)]
    assert quotes(_read(tmp_path, ofd([objects[::-1]]))) == [line]


def test_ofd_scaled_and_invisible_objects(tmp_path: Path) -> None:
    extra = (
        '<ofd:TextObject Boundary="30 30 100 10" CTM="5 0 0 5 0 0" Size="1">'
        '<ofd:TextCode X="0" Y="1" DeltaX="g 3 1">放大文字</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject Boundary="30 60 100 10" Size="5" Visible="false">'
        '<ofd:TextCode X="0" Y="5">看不见</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject Boundary="30 90 100 10" CTM="0.7 0.7 -0.7 0.7 0 0" Size="5">'
        '<ofd:TextCode X="0" Y="5">水印</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject Boundary="bad" Size="x">'
        '<ofd:TextCode X="?" Y="100" DeltaX="g">坏数</ofd:TextCode></ofd:TextObject>'
    )
    document = _read(tmp_path, ofd([[]], extra=extra))
    assert quotes(document) == ["放大文字", "坏数"]


def test_pages_without_text_are_noted(tmp_path: Path) -> None:
    document = _read(tmp_path, ofd([[(30.0, 30.0, 5.0, "只有一页有字。")], []]))
    assert any("page(s) 2" in note for note in document.notes)


def test_two_block_paragraphs_without_indent_are_told_apart(tmp_path: Path) -> None:
    lines = [
        "这一段没有首行缩进但是很长很长很长很长",
        "第二行结束。",
        "另一段从这里开始也是很长很长很长很长的",
        "结束。",
    ]
    objects = [(30.0, 40.0 + 9 * i, 5.0, text) for i, text in enumerate(lines)]
    assert quotes(_read(tmp_path, ofd([objects]))) == [lines[0] + lines[1], lines[2] + lines[3]]


def test_a_heading_in_two_centred_lines_is_one(tmp_path: Path) -> None:
    body = [(30.0, 60.0 + 9 * i, 5.0, "正文一行接着一行写满整个版心的宽度共三十字左右才好看") for i in range(6)]
    head = [(67.0, 20.0, 8.0, "关于临川市预算"), (75.0, 32.0, 8.0, "草案的报告")]
    document = _read(tmp_path, ofd([[*head, *body]]))
    assert quotes(document, "heading") == ["关于临川市预算草案的报告"]


def test_words_of_western_text_keep_their_spaces(tmp_path: Path) -> None:
    from sources.builders import ofd as make

    extra = (
        '<ofd:TextObject Boundary="30 30 100 10" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="2 2 2 2 2 2">New Are</ofd:TextCode></ofd:TextObject>'
    )
    assert quotes(_read(tmp_path, make([[]], extra=extra))) == ["New Are"]
