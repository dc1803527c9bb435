"""A panel's tables in other forms: CSV for anything, and .dta for Stata.

Parquet is the panel; these are copies of it for programs that do not read it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duban
from duban.bulk.packaging import write_package
from duban.bulk.schema import TABLES, Field
from duban.bulk.target import Target
from duban.documents.csv import written
from duban.documents.errors import MissingExtraError
from duban.documents.saving import replacing

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "dta")
LABEL = 80
"""Stata's longest label of a variable, in characters."""
RESERVED = {"end": "_end"}
"""Columns that Stata must call by another name."""


def export(target: Target, kind: str) -> list[Path]:
    """Write each table of a panel in another format beside its Parquet file; give the paths.

    `file_format` is `csv` or `dta`.

    CSV is UTF-8 with a byte order mark; a text cell that a spreadsheet would run has a `'` before
    it. In .dta a decimal is a double (about 16 digits), an integer too, a column of named values
    has value labels, and `end` is called `_end`, which Stata reserves. A `datapackage.json` beside
    the CSV files says of every column its type, meaning and values, and of every file its hash.
    Raises `MissingExtraError` for .dta without pandas, `OSError`.
    """
    write = {"csv": _write_csv, "dta": _write_dta}[kind]
    made = []
    for name, path in target.files.items():
        made.append(path.with_suffix(f".{kind}"))
        with replacing(made[-1]) as to:
            write(path, to, name)
    if kind == "csv":
        made.append(write_package(target, made))
    return made


def _write_csv(source: Path, to: Path, name: str) -> None:
    names = [f.name for f in TABLES[name]]
    with to.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for rows in _groups(source):
            writer.writerows([_cell(row[n]) for n in names] for row in rows)


def _cell(value: Any) -> str:
    return written(value.normalize() if isinstance(value, Decimal) else value)


def _groups(source: Path) -> Iterator[list[dict[str, Any]]]:
    """The rows of a Parquet file, a row group at a time."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(source) as found:
        for n in range(found.num_row_groups):
            yield found.read_row_group(n).to_pylist()


def _write_dta(source: Path, to: Path, name: str) -> None:
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("Stata 文件", "stata") from error
    frame = pd.read_parquet(source)
    for column in TABLES[name]:
        frame[column.name] = _for_stata(frame[column.name], column)
    texts = [f.name for f in TABLES[name] if f.holds == "text" and f.one_of is None]
    labels = {f.name: f.meaning.replace("`", "")[:LABEL] for f in TABLES[name]}
    frame.rename(columns=RESERVED).to_stata(
        to,
        write_index=False,
        data_label=f"Duban {duban.__version__}, table {name}"[:LABEL],
        version=118,
        variable_labels={RESERVED.get(n, n): label for n, label in labels.items()},
        convert_strl=[n for n in texts if frame[n].str.len().max() > LABEL],
        convert_dates={f.name: "td" for f in TABLES[name] if f.holds == "date"},
    )


def _for_stata(column: pd.Series[Any], field: Field) -> pd.Series[Any]:
    """A column as Stata holds it: named values as labelled numbers, 1 for the first declared."""
    import pandas as pd

    holds = field.holds
    if field.one_of is not None:
        names = [value.value for value in field.one_of]
        return column.astype(pd.CategoricalDtype(names))
    if holds == "text":
        return column.fillna("").astype(object)
    if holds == "date":
        return pd.to_datetime(column)
    return column.astype("float64")
