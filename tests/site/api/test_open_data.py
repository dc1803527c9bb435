"""Open data of a real published month: read back by the tools that people use."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.parquet as pq
import pytest
from django.test import Client

from duban.documents.opendata import TABLES, plan_files
from duban_site.api.published import files, link, of
from duban_site.snapshots.models import Snapshot


@pytest.fixture
def folder(public: Snapshot, tmp_path: Path) -> Path:
    for name, content in files(public.plan_id):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_data_package_is_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert {task.name for task in report.tasks} == {table.name for table in TABLES}


def test_csv_xlsx_json_and_parquet_say_the_same(folder: Path) -> None:
    whole = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["tables"]
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    for table in TABLES:
        names = [column.name for column in table.columns]
        as_csv = table_of(folder, table.name)
        parquet = pq.read_table(folder / f"{table.name}.parquet")
        sheet = book[table.heading]
        assert parquet.column_names == names
        assert len(whole[table.name]) == len(as_csv) == parquet.num_rows == sheet.max_row - 1
        for told, line, kept in zip(whole[table.name], as_csv, parquet.to_pylist(), strict=True):
            for name in names:
                assert plain(told[name]) == plain(line[name]) == plain(kept[name])


def test_no_reader_takes_two_commitments_for_one(public: Snapshot, tmp_path: Path) -> None:
    """As readers guess types: 0.1 and 0.10 are one number to pandas and DuckDB."""
    one = of(public)
    numbers = [f"0.{n}" for n in range(1, 102)]
    many = replace(one, rows=[{**one.rows[0], "number": number} for number in numbers])
    for name, content in plan_files(many):
        (tmp_path / name).write_bytes(content)
    table, book = tmp_path / "commitments.csv", tmp_path / "plan.xlsx"
    keys = {f"c-{number}" for number in numbers}
    read = {
        "pandas": pandas.read_csv(table)["commitment_key"],
        "pandas, Excel": pandas.read_excel(book, engine="openpyxl")["任务键"],
        "polars": polars.read_csv(table)["commitment_key"],
        "DuckDB": duckdb.read_csv(str(table)).df()["commitment_key"],
    }
    assert {reader: set(found) == keys for reader, found in read.items()} == dict.fromkeys(
        read, True
    )
    assert pandas.read_csv(table)["commitment"].nunique() < len(numbers)
    claims = pandas.read_csv(tmp_path / "claims.csv")
    assert set(claims["commitment_key"]) == keys


def table_of(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def plain(value: object) -> str:
    """A cell, however it is kept."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def test_the_figures_are_those_of_the_snapshot(folder: Path, public: Snapshot) -> None:
    rows = table_of(folder, "figures")
    assert [(row["commitment"], row["value"]) for row in rows] == [("1.1.2", "3")]
    assert len(table_of(folder, "standings")) == public.rows.count()


def test_a_plan_is_a_dcat_dataset_with_a_distribution_a_file(folder: Path) -> None:
    told = json.loads((folder / "dcat.jsonld").read_text(encoding="utf-8"))
    assert told["@type"] == "dcat:Dataset"
    files_told = {one["dct:title"] for one in told["dcat:distribution"]}
    assert files_told <= {path.name for path in folder.iterdir()}
    assert {f"{table.name}.csv" for table in TABLES} <= files_told


def test_a_commitment_is_a_claim_in_json_ld(folder: Path, public: Snapshot) -> None:
    told = json.loads((folder / "plan.jsonld").read_text(encoding="utf-8"))
    assert told["@context"] == "https://schema.org"
    assert len(told["hasPart"]) == public.rows.count()
    assert {one["@type"] for one in told["hasPart"]} == {"Claim"}


def test_the_same_snapshot_gives_the_same_bytes(public: Snapshot) -> None:
    assert dict(plan_files(of(public))) == dict(plan_files(of(public)))


def test_nothing_inside_leaks_into_a_file(folder: Path) -> None:
    for path in folder.iterdir():
        content = path.read_bytes()
        for secret in ("内情", "陆川", "魏然", "高远", "验收单"):
            assert secret.encode() not in content, (path.name, secret)
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert not any("内情" in cell or "高远" in cell for cell in cells)


def test_every_file_is_served_and_listed(public: Snapshot) -> None:
    browser = Client()
    where = link(public.plan_id)
    page = browser.get(where).content.decode()
    listed = dict(files(public.plan_id))
    index = listed.pop("index.html").decode()
    for name, content in listed.items():
        assert f">{name}<" in page
        assert f'href="{name}"' in index
        response = browser.get(f"{where}{name}")
        assert response.content == content
    assert browser.get(f"{where}secrets.csv").status_code == 404
