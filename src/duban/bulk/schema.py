"""The panel's tables: data/panel says their columns, types and meanings, and makes the codebook."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from duban import commitments
from duban.bulk.basis import Basis
from duban.bulk.coverage import Coverage, SoughtValue
from duban.documents import parquet
from duban.regions import Level

if TYPE_CHECKING:
    import pyarrow as pa


class YearSource(StrEnum):
    """Whether the manifest gives the plan year, the report states it, or its file's name does."""

    MANIFEST = "manifest"
    STATED = "stated"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class PanelColumn:
    """One column. `enum` has every value that it may contain; an empty cell is null."""

    name: str
    type_name: str
    meaning: str
    enum: type[StrEnum] | None = None


_ENUM_BY_NAME: dict[str, type[StrEnum]] = {
    e.__name__: e
    for e in (
        YearSource,
        SoughtValue,
        Coverage,
        Basis,
        Level,
        commitments.PartRole,
        commitments.CommitmentType,
        commitments.DocumentKind,
        commitments.Verifiable,
        commitments.Role,
        commitments.ClaimKind,
        commitments.Direction,
        commitments.Comparator,
        commitments.Strength,
    )
}


def _load_tables() -> dict[str, tuple[PanelColumn, ...]]:
    text = files("duban").joinpath("data/panel/schema.toml").read_text("utf-8")
    declaration: dict[str, Any] = tomllib.loads(text)
    fields = {
        name: PanelColumn(
            name, column["holds"], column["meaning"], _ENUM_BY_NAME[column["one_of"]] if "one_of" in column else None
        )
        for name, column in declaration["columns"].items()
    }
    return {table: tuple(fields[name] for name in names) for table, names in declaration["tables"].items()}


TABLES = _load_tables()
"""Each table's columns. `wide` is claims, and commitments without any, with all the rest joined."""

FOLDER_TABLES = ("report", "part", "sentence", "commitment", "claim", "coverage")
"""The tables of a panel that is a folder, in the order of its keys."""


def build_arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table. Raises `KeyError` for a table that is none."""
    pa = parquet.import_pyarrow()
    type_by_name = {
        "text": pa.string(),
        "integer": pa.int32(),
        "decimal": pa.decimal128(parquet.DECIMAL_DIGITS, parquet.DECIMAL_PLACES),
        "date": pa.date32(),
    }
    return pa.schema([pa.field(column.name, type_by_name[column.type_name]) for column in TABLES[table]])
