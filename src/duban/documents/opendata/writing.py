"""The tables as files. The same plan gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.opendata.catalogue import dcat
from duban.documents.opendata.columns import TABLES, Column, Table, Type
from duban.documents.opendata.linked import plan_jsonld
from duban.documents.opendata.package import datapackage, dictionary_markdown
from duban.documents.opendata.published import Published
from duban.documents.opendata.rows import Row, Rows, tabulated
from duban.documents.parquet import DIGITS, PLACES, arrow
from duban.documents.xlsx import LONGEST

MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (XLSX stores a creation date; a fixed one)


def as_csv(table: Table, rows: list[Row]) -> bytes:
    """One table as CSV (RFC 4180, UTF-8), as the Data Package describes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([_csv(row[column.name]) for column in table.columns])
    return out.getvalue().encode()


def _csv(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def as_json(published: Published, rows: Rows) -> bytes:
    """All tables as one JSON object; numbers are text, so that no digit is lost."""
    now = {name: published.header[name] for name in ("month", "as_of")}
    whole = {"plan": {**published.plan, **now}, "sha256": published.sha256, "tables": rows}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def as_xlsx(published: Published, rows: Rows) -> bytes:
    """All tables as sheets, and the data dictionary as the last one.

    Raises MissingExtraError without XlsxWriter.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    out = io.BytesIO()
    # Text is only ever written as text: nothing may run as a formula or become a link.
    plain = {f"strings_to_{what}": False for what in ("formulas", "numbers", "urls")}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"title": published.title, "created": MADE})
    head = book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    for table in TABLES:
        sheet = book.add_worksheet(table.heading)
        sheet.freeze_panes(1, 0)
        for n, column in enumerate(table.columns):
            sheet.write_string(0, n, column.heading, head)
            for line, row in enumerate(rows[table.name], start=1):
                _cell(sheet, line, n, row[column.name], column)
    _dictionary_sheet(book.add_worksheet("数据字典"), head)
    book.close()
    return out.getvalue()


def _cell(sheet: Any, line: int, place: int, value: object, column: Column) -> None:
    if value is None:
        return
    if column.type in (Type.NUMBER, Type.INTEGER):
        sheet.write_number(line, place, float(str(value)))
    elif column.type is Type.BOOLEAN:
        sheet.write_boolean(line, place, bool(value))
    else:
        sheet.write_string(line, place, str(value)[:LONGEST])


def _dictionary_sheet(sheet: Any, head: Any) -> None:
    for n, word in enumerate(("表", "列", "类型", "名称", "English", "含义")):
        sheet.write_string(0, n, word, head)
    lines = [(table, column) for table in TABLES for column in table.columns]
    for line, (table, column) in enumerate(lines, start=1):
        told = (column.name, column.type.value, column.heading, column.english, column.about)
        for n, word in enumerate((table.name, *told)):
            sheet.write_string(line, n, word)


def as_parquet(table: Table, rows: list[Row]) -> bytes:
    """One table as Parquet: numbers decimal128(38, 10), days date32.

    Raises MissingExtraError without pyarrow.
    """
    pa = arrow()
    import pyarrow.parquet as pq

    types = {
        Type.STRING: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.decimal128(DIGITS, PLACES),
        Type.DATE: pa.date32(),
        Type.BOOLEAN: pa.bool_(),
    }
    columns = {
        column.name: pa.array(
            [_typed(row[column.name], column) for row in rows], types[column.type]
        )
        for column in table.columns
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def _typed(value: Any, column: Column) -> object:
    if value is None:
        return None
    if column.type is Type.NUMBER:
        number = Decimal(str(value)).quantize(Decimal(1).scaleb(-PLACES))
        return number if number.adjusted() < DIGITS - PLACES else None
    if column.type is Type.DATE:
        return dt.date.fromisoformat(value)
    return value


def plan_files(published: Published) -> Iterator[tuple[str, bytes]]:
    """Every file of a plan's open data: (name, content). `dcat.jsonld` only with an address."""
    rows = tabulated(published)
    made = {"plan.json": as_json(published, rows), "plan.xlsx": as_xlsx(published, rows)}
    for table in TABLES:
        made[f"{table.name}.csv"] = as_csv(table, rows[table.name])
        made[f"{table.name}.parquet"] = as_parquet(table, rows[table.name])
    if published.text:
        made["report.txt"] = published.text.encode()
    yield from made.items()
    yield "datapackage.json", _dump(datapackage(published, made))
    if published.data:
        yield "dcat.jsonld", _dump(dcat(published, made))
    yield "plan.jsonld", _dump(plan_jsonld(published, {n: len(made[n]) for n in made}))
    yield "README.md", dictionary_markdown(published).encode()


def _dump(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
