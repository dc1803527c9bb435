"""One way from declared columns to CSV and workbook: numbers and dates as such, no cell a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
from django.http import Http404

from duban_site.core.tables import PlainColumn, download_table

DAY = dt.date(2031, 2, 28)
COLUMNS = (
    PlainColumn("任务", lambda row: row[0], is_wide=True),
    PlainColumn("数", lambda row: row[1]),
    PlainColumn("日期", lambda row: row[2]),
)


class Rows(list[tuple[str | None, Decimal, dt.date | None]]):
    def iterator(self, _size: int) -> Iterator[tuple[str | None, Decimal, dt.date | None]]:
        return iter(self)


ROWS = Rows([("=1+1", Decimal("5.0000"), DAY), (None, Decimal(100), None)])


def test_both_files_have_the_same_cells() -> None:
    answer = download_table("csv", "board", "任务", COLUMNS, ROWS)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="board.csv"'
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines == [["任务", "数", "日期"], ["'=1+1", "5", "2031-02-28"], ["", "100", ""]]
    workbook = openpyxl.load_workbook(io.BytesIO(download_table("xlsx", "board", "任务", COLUMNS, ROWS).content))
    first, second = list(workbook["任务"].values)[1:]
    assert first[:2] == ("=1+1", 5)
    assert first[2].date() == DAY
    assert workbook["任务"]["A2"].data_type == "s"
    assert second == (None, 100, None)


def test_an_unknown_kind_of_file_is_not_there() -> None:
    with pytest.raises(Http404):
        download_table("dbf", "board", "任务", COLUMNS, ROWS)
