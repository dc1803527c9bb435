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
from duban.documents.opendata.catalogue import build_dcat
from duban.documents.opendata.columns import TABLES, Column, ColumnType, Table
from duban.documents.opendata.jsonld import build_plan_jsonld
from duban.documents.opendata.package import build_datapackage, render_dictionary_markdown
from duban.documents.opendata.published_plan import PublishedPlan
from duban.documents.opendata.rows import Row, Rows, build_tables
from duban.documents.parquet import DECIMAL_DIGITS, DECIMAL_PLACES, import_pyarrow
from duban.documents.xlsx import MAX_CELL_LENGTH

CREATED_AT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (XLSX stores a creation date; a fixed one)


def encode_table_csv(table: Table, rows: list[Row]) -> bytes:
    """One table as CSV (RFC 4180, UTF-8), as the Data Package describes it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([_format_csv_value(row[column.name]) for column in table.columns])
    return buffer.getvalue().encode()


def _format_csv_value(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def encode_tables_json(published: PublishedPlan, rows: Rows) -> bytes:
    """All tables as one JSON object; numbers are text, so that no digit is lost."""
    snapshot_header = {key: published.header[key] for key in ("month", "as_of")}
    payload = {"plan": {**published.plan, **snapshot_header}, "sha256": published.sha256, "tables": rows}
    return (json.dumps(payload, ensure_ascii=False, indent=1) + "\n").encode()


def encode_tables_xlsx(published: PublishedPlan, rows: Rows) -> bytes:
    """All tables as sheets, and the data dictionary as the last one.

    Raises MissingExtraError without XlsxWriter.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    buffer = io.BytesIO()
    # Text is only ever written as text: nothing may run as a formula or become a link.
    text_options = {f"strings_to_{conversion}": False for conversion in ("formulas", "numbers", "urls")}
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, **text_options})
    workbook.set_properties({"title": published.title, "created": CREATED_AT})
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    for table in TABLES:
        sheet = workbook.add_worksheet(table.heading)
        sheet.freeze_panes(1, 0)
        for column_index, column in enumerate(table.columns):
            sheet.write_string(0, column_index, column.heading, heading_format)
            for row_index, row in enumerate(rows[table.name], start=1):
                _write_cell(sheet, row_index, column_index, row[column.name], column)
    _write_dictionary_sheet(workbook.add_worksheet("数据字典"), heading_format)
    workbook.close()
    return buffer.getvalue()


def _write_cell(sheet: Any, row_index: int, column_index: int, value: object, column: Column) -> None:
    if value is None:
        return
    if column.type in (ColumnType.NUMBER, ColumnType.INTEGER):
        sheet.write_number(row_index, column_index, float(str(value)))
    elif column.type is ColumnType.BOOLEAN:
        sheet.write_boolean(row_index, column_index, bool(value))
    else:
        sheet.write_string(row_index, column_index, str(value)[:MAX_CELL_LENGTH])


def _write_dictionary_sheet(sheet: Any, heading_format: Any) -> None:
    for column_index, cell_text in enumerate(("表", "列", "类型", "名称", "English", "含义")):
        sheet.write_string(0, column_index, cell_text, heading_format)
    entries = [(table, column) for table in TABLES for column in table.columns]
    for row_index, (table, column) in enumerate(entries, start=1):
        column_texts = (column.name, column.type.value, column.heading, column.english, column.about)
        for column_index, cell_text in enumerate((table.name, *column_texts)):
            sheet.write_string(row_index, column_index, cell_text)


def encode_table_parquet(table: Table, rows: list[Row]) -> bytes:
    """One table as Parquet: numbers decimal128(38, 10), days date32.

    Raises MissingExtraError without pyarrow.
    """
    arrow_module = import_pyarrow()
    import pyarrow.parquet as pq

    arrow_types = {
        ColumnType.STRING: arrow_module.string(),
        ColumnType.INTEGER: arrow_module.int64(),
        ColumnType.NUMBER: arrow_module.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
        ColumnType.DATE: arrow_module.date32(),
        ColumnType.BOOLEAN: arrow_module.bool_(),
    }
    columns = {
        column.name: arrow_module.array(
            [_convert_value(row[column.name], column) for row in rows], arrow_types[column.type]
        )
        for column in table.columns
    }
    buffer = io.BytesIO()
    pq.write_table(arrow_module.table(columns), buffer, compression="zstd")
    return buffer.getvalue()


def _convert_value(value: Any, column: Column) -> object:
    if value is None:
        return None
    if column.type is ColumnType.NUMBER:
        number = Decimal(str(value)).quantize(Decimal(1).scaleb(-DECIMAL_PLACES))
        return number if number.adjusted() < DECIMAL_DIGITS - DECIMAL_PLACES else None
    if column.type is ColumnType.DATE:
        return dt.date.fromisoformat(value)
    return value


def build_plan_files(published: PublishedPlan) -> Iterator[tuple[str, bytes]]:
    """Every file of a plan's open data: (name, content). `dcat.jsonld` only with an address."""
    rows = build_tables(published)
    files = {"plan.json": encode_tables_json(published, rows), "plan.xlsx": encode_tables_xlsx(published, rows)}
    for table in TABLES:
        files[f"{table.name}.csv"] = encode_table_csv(table, rows[table.name])
        files[f"{table.name}.parquet"] = encode_table_parquet(table, rows[table.name])
    if published.report_text:
        files["report.txt"] = published.report_text.encode()
    yield from files.items()
    yield "datapackage.json", _encode_json(build_datapackage(published, files))
    if published.data_address:
        yield "dcat.jsonld", _encode_json(build_dcat(published, files))
    yield (
        "plan.jsonld",
        _encode_json(build_plan_jsonld(published, {file_name: len(files[file_name]) for file_name in files})),
    )
    yield "README.md", render_dictionary_markdown(published).encode()


def _encode_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
