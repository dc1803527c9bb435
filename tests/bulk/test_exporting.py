"""The panel as researchers open it: pandas, polars, DuckDB; as CSV, and in Stata's form."""

from __future__ import annotations

import csv
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from duban.bulk import FOLDER_TABLES, TABLES, PanelOutput, build_panel, export


@pytest.fixture(scope="module")
def panel(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> PanelOutput:
    """The tables of two reports, and a text without a single claim."""
    place = tmp_path_factory.mktemp("panel")
    (place / "reports").mkdir()
    text = sample_file.read_text(encoding="utf-8")
    (place / "reports" / "a.txt").write_text(text, encoding="utf-8")
    (place / "reports" / "b.txt").write_text(text + "\n附：另一份。\n", encoding="utf-8")
    (place / "reports" / "昆明市2024.txt").write_text(
        "昆明市人民政府工作报告\n各位代表：\n请予审议。\n", encoding="utf-8"
    )
    build_panel(place / "reports", place / "panel", jobs=1)
    return PanelOutput(place / "panel")


@pytest.mark.parametrize("table", FOLDER_TABLES)
def test_pandas_polars_and_duckdb_read_the_same_rows(panel: PanelOutput, table: str) -> None:
    path = panel.files[table]
    rows = pq.read_table(path).to_pylist()
    names = [f.name for f in TABLES[table]]
    assert pl.read_parquet(path).to_dicts() == rows
    found = duckdb.read_parquet(str(path))
    assert found.columns == names
    assert found.fetchall() == [tuple(row.values()) for row in rows]
    frame = pd.read_parquet(path)
    assert list(frame.columns) == names
    assert len(frame) == len(rows)


def test_decimals_arrive_exact(panel: PanelOutput) -> None:
    values = pl.read_parquet(panel.files["claim"])["value"].drop_nulls().to_list()
    assert all(isinstance(v, Decimal) for v in values)
    assert any(v != int(v) for v in values)


def test_the_tables_join_by_their_keys(panel: PanelOutput) -> None:
    tables = {name: pl.read_parquet(panel.files[name]) for name in FOLDER_TABLES}
    report, part, commitment = tables["report"], tables["part"], tables["commitment"]
    claim, sentence, coverage = tables["claim"], tables["sentence"], tables["coverage"]
    keys = ((report, "report_id"), (part, "part_id"), (claim, "claim_id"), (sentence, "sentence_id"))
    for table, key in keys:
        assert table[key].is_unique().all()
        assert table[key].null_count() == 0
    assert commitment["commitment_id"].is_unique().all()
    assert claim.join(part, on="part_id", how="anti").is_empty()
    promised = claim.filter(pl.col("commitment_id").is_not_null())
    assert promised.join(commitment, on="commitment_id", how="anti").is_empty()
    assert report["claims"].sum() == claim.height
    assert report["commitments"].sum() == commitment.height == part["commitments"].sum()
    assert part["claims"].sum() == claim.height
    assert sentence["numbers"].sum() <= claim.height
    placed = sentence.filter(pl.col("part_id").is_not_null())
    assert placed.join(part, on="part_id", how="anti").is_empty()
    found = coverage.filter(pl.col("coverage") == "found")
    assert found.join(claim, on="claim_id", how="anti").is_empty()
    assert coverage.group_by("report_id").len()["len"].n_unique() == 1


def test_a_report_without_anything_is_still_in_the_report_table(panel: PanelOutput) -> None:
    report = pl.read_parquet(panel.files["report"]).row(2, named=True)
    assert report["claims"] == report["commitments"] == 0
    assert (report["region_code"], report["region_level"]) == ("530100", "prefecture")
    assert (report["year"], report["year_source"]) == (2024, "file_name")


@pytest.mark.parametrize("table", FOLDER_TABLES)
def test_csv_holds_every_cell(panel: PanelOutput, table: str) -> None:
    path = next(p for p in export(panel, "csv") if p.stem == table)
    rows = pq.read_table(panel.files[table]).to_pylist()
    described = json.loads(path.with_name("datapackage.json").read_text(encoding="utf-8"))
    own = next(r for r in described["resources"] if r["name"] == table)
    assert [f["name"] for f in own["schema"]["fields"]] == [f.name for f in TABLES[table]]
    assert own["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == len(rows)
    for said, row in zip(found, rows, strict=True):
        assert list(said) == list(row)
        for name, value in row.items():
            if value is None:
                assert said[name] == ""
            elif isinstance(value, Decimal):
                assert Decimal(said[name]) == value
            else:
                assert said[name].removeprefix("'") == str(value)


def test_stata_gets_every_row_with_labels_and_long_texts(panel: PanelOutput) -> None:
    paths = export(panel, "dta")
    for path in paths:
        rows = pq.read_table(panel.files[path.stem]).to_pylist()
        with pd.read_stata(path, iterator=True) as reader:
            labels = reader.variable_labels()
        found = pd.read_stata(path)
        assert [n.removeprefix("_") for n in found.columns] == [f.name for f in TABLES[path.stem]]
        assert all(labels.values())
        assert len(found) == len(rows)
        for name in ("commitment_text", "quote", "indicator", "jurisdiction"):
            if name in found:
                assert list(found[name]) == [row[name] or "" for row in rows]
    coverage = next(p for p in paths if p.stem == "coverage")
    with pd.read_stata(coverage, iterator=True) as reader:
        reader.read()
        assert "not_stated" in reader.value_labels()["coverage"].values()
    claims = pd.read_stata(next(p for p in paths if p.stem == "claim"))
    values = [row["value"] for row in pq.read_table(panel.files["claim"]).to_pylist()]
    assert list(claims["value"].dropna()) == [float(v) for v in values if v is not None]
