"""One number and one printing on every surface: pages, sheets, files, bulletin, API, public site.

A count (three pump stations) and a fall (retail prices, typed as a fall of 4.2) go from the
month's form to every place that shows them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from a_month import assessed
from cast_of_people import Cast
from django.urls import reverse
from invented_plan import YEAR
from pyarrow import parquet

from duban.documents.official import render_document_docx
from duban.mcp.describe import describe_commitment
from duban_site.api.mcp_server import build_service_shelf
from duban_site.api.open_data import build_site_files
from duban_site.bulletins import bindings
from duban_site.bulletins.actions.write_bulletin import write_bulletin
from duban_site.bulletins.rendering import Source, render
from duban_site.plans.models import Claim, Plan
from duban_site.public.publishing.select_editions import select_editions
from duban_site.public.publishing.site import publish_site
from duban_site.reporting.actions.check_report import accept_report
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.sign_report import sign, submit
from duban_site.reporting.models import BodyReport
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.content import CommitmentRow
from duban_site.snapshots.models import Snapshot

pytestmark = pytest.mark.django_db
PERIOD = f"{YEAR}-01..03"
COUNT, FALL = "1.1.2", "2.1.1"


@pytest.fixture
def month(plan: Plan, cast: Cast, signed_in: Any) -> Snapshot:
    """March, typed on the page by both bodies, accepted, closed and published."""
    fall = Claim.objects.filter(commitment__plan=plan, commitment__number=FALL)
    fall.update(value=4, direction="down", comparator="ge", kind="growth", unit="%")
    opened = open_round(cast.shen, plan, 3)
    for liaison, head, number, typed in ((cast.lu, cast.wei, COUNT, "3"), (cast.bai, None, FALL, "4.2")):
        of = Claim.objects.get(commitment__plan=plan, commitment__number=number)
        report = BodyReport.objects.get(round=opened, body=liaison.body)
        form = {f"version-{of.commitment_id}": "0", f"value-{of.pk}": typed}
        form |= {f"period-{of.pk}": PERIOD, f"progress-{of.commitment_id}": "按计划推进。"}
        signed_in(liaison).post(f"/reporting/reports/{report.pk}/", form)
        if head is None:
            BodyReport.objects.filter(pk=report.pk).update(status="signed")
        else:
            sign(head, report)
        submit(liaison, report)
        accept_report(cast.shen, report)
    assessed(cast, plan, 3)
    closed = close_month(cast.shen, plan, 3)
    publish_snapshot(cast.shen, closed)
    return closed


def pages(plan: Plan, number: str) -> list[str]:
    """Every page that prints the figure."""
    of = plan.commitments.get(number=number)
    report = BodyReport.objects.get(round__plan=plan, body=of.responsibilities.get().body)
    public = f"/public/{plan.city}/{plan.year}/{number}/"
    return [
        f"/boards/{plan.pk}/commitments/",
        f"/boards/commitments/{of.pk}/",
        "/lists/commitments/",
        "/lists/indicators/",
        f"/reporting/reports/{report.pk}/",
        public,
    ]


@pytest.mark.parametrize(("number", "printed"), [(COUNT, "3座"), (FALL, "-4.2%")])
def test_every_page_prints_the_same(number: str, printed: str, month: Snapshot, cast: Cast, signed_in: Any) -> None:
    office = signed_in(cast.shen)
    without = [at for at in pages(month.plan, number) if printed not in office.get(at).content.decode()]
    assert without == []


def test_the_next_months_form_shows_it_as_the_earlier_month(month: Snapshot, cast: Cast, signed_in: Any) -> None:
    report = open_round(cast.shen, month.plan, 4).reports.get(body=cast.water)
    page = signed_in(cast.lu).get(f"/reporting/reports/{report.pk}/").content.decode()
    assert "上期 3座（一季度）" in page


def cells_of(book: bytes, key: str, column: str) -> dict[str, Any]:
    """Two columns of a workbook's first sheet."""
    heading, *rows = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)
    return {str(row[heading.index(key)]): row[heading.index(column)] for row in rows}


def numbers_of(month: Snapshot, cast: Cast, signed_in: Any) -> dict[str, dict[str, Decimal]]:
    """Surface that carries numbers → commitment → its value."""
    office, plan = signed_in(cast.shen), month.plan
    found: dict[str, dict[str, Decimal]] = {}

    def rows_of(text: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(text)))

    table = rows_of(office.get(f"/boards/{plan.pk}/commitments.csv").content.decode("utf-8-sig"))
    found["table.csv"] = {row["编号"]: row["进展数据"] for row in table}
    shown = "?column=number&column=value"
    listed = office.get(f"/lists/commitments/file.csv{shown}").content.decode("utf-8-sig")
    found["list.csv"] = {row["编号"]: row["进展数据"] for row in rows_of(listed)}
    book = office.get(f"/lists/commitments/file.xlsx{shown}").content
    found["list.xlsx"] = cells_of(book, "编号", "进展数据")
    found["snapshot"] = {row.data["number"]: (row.data["assessment"] or {}).get("value") for row in month.rows.all()}
    found["api"] = {}
    for number in (COUNT, FALL):
        answer = office.get(reverse("api_get_commitment", args=[plan.pk, number]))
        found["api"][number] = json.loads(answer.content)["assessment"]["value"]
    found["table.xlsx"] = cells_of(office.get(f"/boards/{plan.pk}/commitments.xlsx").content, "编号", "进展数据")
    opened = dict(build_site_files(plan.pk, "https://city.example/"))
    for name, column in (("figures", "value"), ("claims", "observed")):
        rows = rows_of(opened[f"{name}.csv"].decode("utf-8-sig"))
        found[f"{name}.csv"] = {row["commitment"]: row[column] for row in rows}
        rows = parquet.read_table(io.BytesIO(opened[f"{name}.parquet"])).to_pylist()
        found[f"{name}.parquet"] = {row["commitment"]: row[column] for row in rows}
    (published,) = build_service_shelf().plans
    claims = [claim for n in (COUNT, FALL) for claim in describe_commitment(published, n)["claims"]]
    found["mcp"] = {n: claim["observed"] for n, claim in zip((COUNT, FALL), claims, strict=True)}
    both = (COUNT, FALL)
    return {
        surface: {n: Decimal(str(v)) for n, v in own.items() if n in both and v not in ("", None)}
        for surface, own in found.items()
    }


def test_every_file_carries_the_same_number(month: Snapshot, cast: Cast, signed_in: Any) -> None:
    found = numbers_of(month, cast, signed_in)
    wrong = {s: own for s, own in found.items() if own != {COUNT: 3, FALL: Decimal("-4.2")}}
    assert wrong == {}


def test_the_bulletin_says_the_same_in_words(month: Snapshot) -> None:
    rows = [CommitmentRow.from_json(row.data) for row in month.rows.all()]
    values = bindings.collect_values(Source(month).header, rows)
    assert values[f"task.{COUNT}.figure"] == "3座"
    assert values[f"task.{FALL}.figure"] == "下降4.2%"


def test_the_months_sheet_and_the_static_site_print_it_and_the_document_no_long_decimals(
    month: Snapshot, cast: Cast, signed_in: Any, tmp_path: Path
) -> None:
    document = render(write_bulletin(cast.shen, month)).document
    text = docx.Document(io.BytesIO(render_document_docx(document)))
    cells = [cell.text for table in text.tables for row in table.rows for cell in row.cells]
    printed = "\n".join([*(paragraph.text for paragraph in text.paragraphs), *cells])
    assert not re.search(r"\d\.\d{3,}", printed), "no number has more decimals than its target"
    report = open_round(cast.shen, month.plan, 4).reports.get(body=cast.water)
    sheet = signed_in(cast.lu).get(f"/reporting/reports/{report.pk}/sheet/").content
    assert cells_of(sheet, "序号", "上期数据")[COUNT] == "3（一季度）"
    publish_site(tmp_path / "site", select_editions([]))
    page = next((tmp_path / "site").rglob(f"{COUNT}/index.html")).read_text("utf-8")
    assert "3座" in page
