"""Published figures as offices save them: encodings, wide digits, and faults that are named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duban.verification import FiguresError, read_figures

HEAD = "indicator,period,measure,value,unit,source_name\n"
ROW = "地区生产总值,2025,growth,4.2,%,公报\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    (figure,) = read_figures((HEAD + ROW).encode(encoding), 2025)
    assert (figure.indicator, figure.value, figure.unit) == ("地区生产总值", Decimal("4.2"), "%")


def test_full_width_digits_and_a_unit_repeated_in_the_value_are_read() -> None:
    row = "地区生产总值, ２０２５ ,growth,４．２％,％,公报\n"
    (figure,) = read_figures((HEAD + row).encode(), 2025)
    assert (figure.value, figure.number) == (Decimal("4.2"), "4.2%")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "缺少 indicator、period、value、unit 列"),
        ("indicator,period,value\n甲,2025,1\n", "缺少 unit 列"),
        (HEAD + ROW.replace("4.2", "约四"), "第2行 value 列：'约四' 不是数"),
        (HEAD + ROW.replace("2025", ""), "第2行 period 列：'' 不是年度"),
        (HEAD + ROW.replace("%", "foo"), "第2行 unit 列：'foo' 不认识"),
        (HEAD + ROW.replace("growth", "speed"), "第2行 measure 列：'speed' 不认识"),
        (HEAD + ROW.replace("地区生产总值", ""), "第2行 indicator 列是空的"),
        (HEAD + ROW.replace("公报", "公报,又一家"), "第2行比表头多出几列"),
    ],
)
def test_a_fault_is_named_by_its_line_and_column(text: str, said: str) -> None:
    with pytest.raises(FiguresError, match=said):
        read_figures(text.encode(), 2025)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FiguresError, match="不是文本"):
        read_figures(bytes(range(256)) * 8, 2025)
