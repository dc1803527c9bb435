"""开放数据: a published plan as tables for machines.

takes the public view of a plan (header and rows, as JSON); gives tables with a data dictionary, as
CSV, XLSX, JSON and Parquet, a Frictionless Data Package, DCAT and JSON-LD; never adds a field.
"""

from duban.documents.opendata.catalogue import build_catalogue, build_dataset, build_dcat, build_plan_dataset
from duban.documents.opendata.columns import TABLES, Column, ColumnType, Table
from duban.documents.opendata.encoding import (
    build_plan_files,
    encode_table_csv,
    encode_table_parquet,
    encode_tables_json,
    encode_tables_xlsx,
)
from duban.documents.opendata.jsonld import build_commitment_jsonld, build_plan_jsonld
from duban.documents.opendata.package import build_datapackage, render_dictionary_markdown
from duban.documents.opendata.published_plan import PublishedPlan
from duban.documents.opendata.rows import Rows, build_tables

__all__ = [
    "TABLES",
    "Column",
    "ColumnType",
    "PublishedPlan",
    "Rows",
    "Table",
    "build_catalogue",
    "build_commitment_jsonld",
    "build_datapackage",
    "build_dataset",
    "build_dcat",
    "build_plan_dataset",
    "build_plan_files",
    "build_plan_jsonld",
    "build_tables",
    "encode_table_csv",
    "encode_table_parquet",
    "encode_tables_json",
    "encode_tables_xlsx",
    "render_dictionary_markdown",
]
