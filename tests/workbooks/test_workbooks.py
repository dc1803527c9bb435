"""Cells and headings of workbooks, as people see and mean them."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from duban.workbooks import (
    CarriedRange,
    carry_down,
    find_percent_cells,
    format_as_percent,
    match_headings,
    normalise_heading,
)


@pytest.mark.parametrize("written", ["牵头\n单位", "牵头 单位", "牵头　单位", "\ufeff牵头单位", "牵头\r\n单位 "])
def test_spaces_and_line_feeds_make_no_other_heading(written: str) -> None:
    assert normalise_heading(written) == normalise_heading("牵头单位")


def test_full_width_is_no_other_heading() -> None:
    assert normalise_heading("责任（协同）单位") == normalise_heading("责任(协同)单位")
    assert normalise_heading("占比（％）") == normalise_heading("占比(%)")


def test_columns_are_found_and_the_rest_is_named() -> None:
    line = ["序号", "主办单位", "备\n注", "", "电 话", "备注"]
    found = match_headings(line, ["序号", "牵头单位", "备注", "时限"], {"主办单位": "牵头单位"})
    assert found.index_by_column == {"序号": 0, "牵头单位": 1, "备注": 2}
    assert (found.unknown, found.duplicates) == (("电 话",), ("备注",))


def test_a_columns_own_heading_goes_before_another_name_for_it() -> None:
    found = match_headings(["主办单位", "牵头单位"], ["牵头单位"], {"主办单位": "牵头单位"})
    assert found.index_by_column == {"牵头单位": 1}
    assert found.unknown == ("主办单位",)


def test_merged_cells_are_carried_down_where_that_is_asked() -> None:
    rows = [["a", "b", "c"], ["", "", ""], [""], ["d", "", ""]]
    ranges = [((0, 0), (2, 0)), ((0, 1), (2, 1)), ((0, 2), (9, 2)), ((3, 1), (3, 2))]
    assert carry_down(rows, ranges, {0, 2}) == [CarriedRange(0, 0, 2), CarriedRange(2, 0, 3)]
    assert [row[0] for row in rows] == ["a", "a", "a", "d"]
    assert [row[2] for row in rows] == ["c"] * 4
    assert rows[1][1] == ""


@pytest.mark.parametrize(
    ("value", "shown"), [(0.46, "46%"), (1.0, "100%"), (0.075, "7.5%"), (0.0, "0%"), (-0.1, "-10%")]
)
def test_a_percent_is_written_as_it_is_shown(value: float, shown: str) -> None:
    assert format_as_percent(value) == shown


def test_only_numbers_that_are_shown_as_a_percent_are_percents() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("甲 & 乙")
    formats = [book.add_format({"num_format": code}) for code in ("0%", "0.00%", '0"%"', "0.0")]
    for n, form in enumerate(formats):
        sheet.write_number(0, n, 0.46, form)
    sheet.write_string(1, 0, "0.46", formats[0])
    book.close()
    assert find_percent_cells(out.getvalue()) == {"甲 & 乙": frozenset({(0, 0), (0, 1)})}


def test_a_workbook_of_another_program_says_the_same() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "表"
    book.active["B2"] = 0.5
    book.active["B2"].number_format = "0.0%"
    book.save(out)
    assert find_percent_cells(out.getvalue()) == {"表": frozenset({(1, 1)})}
    assert find_percent_cells(b"no workbook") == {}
