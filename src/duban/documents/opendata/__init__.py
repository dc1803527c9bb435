"""开放数据: a published plan as tables for machines.

takes the public view of a plan (header and rows, as JSON); gives tables with a data dictionary, as
CSV, XLSX, JSON and Parquet, a Frictionless Data Package, DCAT and JSON-LD; never adds a field.
"""

from duban.documents.opendata.catalogue import catalogue, dataset, dcat, plan_dataset
from duban.documents.opendata.columns import TABLES, Column, Table, Type
from duban.documents.opendata.linked import commitment_jsonld, plan_jsonld
from duban.documents.opendata.package import datapackage, dictionary_markdown
from duban.documents.opendata.published import Published
from duban.documents.opendata.rows import Rows, tabulated
from duban.documents.opendata.writing import as_csv, as_json, as_parquet, as_xlsx, plan_files

__all__ = [
    "TABLES",
    "Column",
    "Published",
    "Rows",
    "Table",
    "Type",
    "as_csv",
    "as_json",
    "as_parquet",
    "as_xlsx",
    "catalogue",
    "commitment_jsonld",
    "datapackage",
    "dataset",
    "dcat",
    "dictionary_markdown",
    "plan_dataset",
    "plan_files",
    "plan_jsonld",
    "tabulated",
]
