"""Every writer gives the same rows, exactly, and nothing in a report runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import openpyxl
import pyarrow.parquet as pq
import pytest
from referencing import Registry, Resource

from duban.commitments import Report
from duban.documents.csv import render_report_csv
from duban.documents.json import render_report_json, render_report_jsonl, schema
from duban.documents.parquet import render_report_parquet
from duban.documents.report_rows import REPORT_COLUMNS, list_rows
from duban.documents.xlsx import render_report_xlsx
from small_report import TEXT

NAMES = [column.name for column in REPORT_COLUMNS]


def _dicts(report: Report) -> list[dict[str, object]]:
    return [dict(zip(NAMES, row, strict=True)) for row in list_rows(report)]


def _schema(name: str) -> jsonschema.Draft202012Validator:
    schemas = {"report": schema("report"), "claim": schema("claim")}
    registry: Registry[object] = Registry().with_resources(
        (found["$id"], Resource.from_contents(found)) for found in schemas.values()
    )
    jsonschema.Draft202012Validator.check_schema(schemas[name])
    return jsonschema.Draft202012Validator(schemas[name], registry=registry)


def _with_text(report: Report, text: str) -> Report:
    """The report with its last commitment saying something else."""
    part = report.parts[-1]
    topic = part.topics[0]
    last = replace(topic.commitments[-1], text=text)
    topic = replace(topic, commitments=(*topic.commitments[:-1], last))
    return replace(report, parts=(*report.parts[:-1], replace(part, topics=(topic,))))


def test_a_row_a_claim_and_a_row_for_a_commitment_without_one(small_report: Report) -> None:
    found = _dicts(small_report)
    assert [r["commitment"] for r in found] == [None, "0.1.1", "1.1.1", "1.1.2"]
    assert [r["number"] for r in found] == ["32.5万吨", "5%—5.5%", "3%", None]
    assert all(len(row) == len(REPORT_COLUMNS) for row in list_rows(small_report))


def test_each_row_gives_its_words_back_from_the_text(small_report: Report) -> None:
    for row in _dicts(small_report):
        quote = TEXT[int(str(row["start"])) : int(str(row["end"]))]
        assert quote == (row["number"] or row["commitment_text"])


def test_csv_keeps_numbers_plain_and_text_harmless(small_report: Report) -> None:
    data = render_report_csv(_with_text(small_report, "=cmd|' /C calc'!A0"))
    assert data.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert found[0]["value"] == "325000"
    assert (found[1]["value"], found[1]["value_high"]) == ("5", "5.5")
    assert found[3]["commitment_text"] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_csv_cell_starts_a_formula(small_report: Report, start: str) -> None:
    data = render_report_csv(_with_text(small_report, start)).decode("utf-8-sig")
    cell = list(csv.DictReader(io.StringIO(data, newline="")))[3]["commitment_text"]
    assert cell == "'" + start


def test_xlsx_has_numbers_as_numbers_and_text_as_text(small_report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_report_xlsx(_with_text(small_report, "=1+1"))))
    sheet = book.worksheets[0]
    cells = [dict(zip(NAMES, line, strict=True)) for line in sheet.iter_rows(min_row=2)]
    assert cells[0]["value"].value == 325000
    assert cells[0]["value"].data_type == "n"
    assert cells[3]["commitment_text"].value == "=1+1"
    assert cells[3]["commitment_text"].data_type == "s", "a formula would be 'f'"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:Y5"
    assert [c.value for c in sheet[1]] == [column.heading for column in REPORT_COLUMNS]


def test_xlsx_is_the_same_for_the_same_report(small_report: Report) -> None:
    assert render_report_xlsx(small_report) == render_report_xlsx(small_report)


def test_parquet_keeps_decimals_exact(small_report: Report) -> None:
    table = pq.read_table(io.BytesIO(render_report_parquet(small_report)))
    assert table.column_names == NAMES
    assert table.column("value").to_pylist() == [Decimal("325000"), Decimal(5), Decimal(3), None]
    assert table.column("value_high").to_pylist()[1] == Decimal("5.5")


@pytest.mark.parametrize(
    ("value", "kept"),
    [("0.0000000001", "0.0000000001"), ("0.00000000001", None), ("9" * 28, "9" * 28), ("1" + "0" * 28, None)],
)
def test_parquet_gives_null_for_a_figure_it_cannot_hold(small_report: Report, value: str, kept: str | None) -> None:
    first = small_report.parts[0]
    claim = replace(first.topics[0].results[0], value=Decimal(value))
    part = replace(first, topics=(replace(first.topics[0], results=(claim,)),))
    report = replace(small_report, parts=(part,))
    found = pq.read_table(io.BytesIO(render_report_parquet(report))).column("value").to_pylist()
    assert found == [kept if kept is None else Decimal(kept)]


def test_json_is_what_its_schema_says(small_report: Report) -> None:
    found = json.loads(render_report_json(small_report))
    _schema("report").validate(found)
    assert found["parts"][1]["topics"][0]["commitments"][0]["claims"][0]["value_high"] == 5.5


def test_jsonl_is_one_valid_claim_a_line_in_text_order(small_report: Report) -> None:
    found = [json.loads(line) for line in render_report_jsonl(small_report).splitlines()]
    for claim in found:
        _schema("claim").validate(claim)
    assert [claim["start"] for claim in found] == sorted(claim["start"] for claim in found)
    assert [claim["commitment"] for claim in found] == [None, "0.1.1", "1.1.1"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "relative"}, {"comparator": "range"}, {"role": "promise"}, {"extra": 1}, {"start": -1}]
)
def test_the_schema_refuses_what_is_wrong(small_report: Report, wrong: dict[str, object]) -> None:
    claim = json.loads(render_report_jsonl(small_report).splitlines()[2])
    _schema("claim").validate(claim)
    assert not _schema("claim").is_valid(claim | wrong)


def test_the_sample_report_is_what_the_schemas_say(sample_report: Report) -> None:
    _schema("report").validate(json.loads(render_report_json(sample_report)))
    for line in render_report_jsonl(sample_report).splitlines():
        _schema("claim").validate(json.loads(line))
