"""A panel's tables in other forms: CSV for anything, and .dta for Stata.

Parquet is the panel; these are copies of it for programs that do not read it.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duban
from duban.bulk.data_package import write_package
from duban.bulk.panel_output import PanelOutput
from duban.bulk.panel_rows import read_row_groups
from duban.bulk.schema import TABLES, PanelColumn
from duban.documents.atomic_write import replace_atomically
from duban.documents.csv import format_csv_cell
from duban.documents.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "dta")
MAX_LABEL_LENGTH = 80
"""Stata's longest label of a variable, in characters."""
STATA_NAME_BY_COLUMN = {"end": "_end"}
"""Columns that Stata must call by another name."""


def export(target: PanelOutput, file_format: str) -> list[Path]:
    """Write each table of a panel in another format beside its Parquet file; give the paths.

    `file_format` is `csv` or `dta`.

    CSV is UTF-8 with a byte order mark; a text cell that a spreadsheet would run has a `'` before
    it. In .dta a decimal is a double (about 16 digits), an integer too, a column of named values
    has value labels, and `end` is called `_end`, which Stata reserves. A `datapackage.json` beside
    the CSV files says of every column its type, meaning and values, and of every file its hash.
    Raises `MissingExtraError` for .dta without pandas, `OSError`.
    """
    write_table = {"csv": _write_csv, "dta": _write_dta}[file_format]
    written_paths = []
    for table_name, path in target.files.items():
        written_paths.append(path.with_suffix(f".{file_format}"))
        with replace_atomically(written_paths[-1]) as temporary_path:
            write_table(path, temporary_path, table_name)
    if file_format == "csv":
        written_paths.append(write_package(target, written_paths))
    return written_paths


def _write_csv(source: Path, temporary_path: Path, table_name: str) -> None:
    columns = [field.name for field in TABLES[table_name]]
    with temporary_path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for rows in read_row_groups(source):
            writer.writerows([_format_cell(row[column]) for column in columns] for row in rows)


def _format_cell(value: Any) -> str:
    return format_csv_cell(value.normalize() if isinstance(value, Decimal) else value)


def _write_dta(source: Path, temporary_path: Path, table_name: str) -> None:
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("Stata", "stata") from error
    frame = pd.read_parquet(source)
    for column in TABLES[table_name]:
        frame[column.name] = _convert_for_stata(frame[column.name], column)
    text_columns = [field.name for field in TABLES[table_name] if field.type_name == "text" and field.enum is None]
    labels = {field.name: field.meaning.replace("`", "")[:MAX_LABEL_LENGTH] for field in TABLES[table_name]}
    frame.rename(columns=STATA_NAME_BY_COLUMN).to_stata(
        temporary_path,
        write_index=False,
        data_label=f"Duban {duban.__version__}, table {table_name}"[:MAX_LABEL_LENGTH],
        version=118,
        variable_labels={
            STATA_NAME_BY_COLUMN.get(column_name, column_name): label for column_name, label in labels.items()
        },
        convert_strl=[
            column_name for column_name in text_columns if frame[column_name].str.len().max() > MAX_LABEL_LENGTH
        ],
        convert_dates={field.name: "td" for field in TABLES[table_name] if field.type_name == "date"},
    )


def _convert_for_stata(column: pd.Series[Any], field: PanelColumn) -> pd.Series[Any]:
    """A column as Stata holds it: named values as labelled numbers, 1 for the first declared."""
    import pandas as pd

    type_name = field.type_name
    if field.enum is not None:
        categories = [value.value for value in field.enum]
        return column.astype(pd.CategoricalDtype(categories))
    if type_name == "text":
        return column.fillna("").astype(object)
    if type_name == "date":
        return pd.to_datetime(column)
    return column.astype("float64")
