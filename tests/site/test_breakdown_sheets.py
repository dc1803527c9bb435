"""A breakdown table as offices send it: nothing is erased that nobody meant to erase."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duban.documents.breakdown_rows import BREAKDOWN_COLUMNS
from duban.documents.breakdown_xlsx import read_sheet_rows
from duban_site.core.audit.chain import verify_chain
from duban_site.jobs.models import Job, JobState
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.breakdown import NO_PROGRESS, build_row
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db
HEADINGS = [column.heading for column in BREAKDOWN_COLUMNS]
FREE = [column.field_name for column in BREAKDOWN_COLUMNS if not column.is_fixed]


@pytest.fixture
def office(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.shen)
    return browser


@pytest.fixture
def book(plan: Plan, office: Client) -> Any:
    return downloaded(plan, office)


def downloaded(plan: Plan, office: Client) -> Any:
    """The table as it is downloaded, to be changed; its sheet has the headings in row 2."""
    data = office.get(f"/reporting/plans/{plan.pk}/breakdown.xlsx").content
    assert read_sheet_rows(data)[1] == HEADINGS
    return openpyxl.load_workbook(io.BytesIO(data))


def column(heading: str) -> int:
    return HEADINGS.index(heading) + 1


def sent(office: Client, plan: Plan, book: Any) -> tuple[Any, Job | None]:
    """The answer to the upload, and the job that it began."""
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("分解表.xlsx", out.getvalue())
    answer = office.post(f"/plans/{plan.pk}/breakdown/", {"file": file})
    return answer, Job.objects.order_by("-pk").first()


def state(plan: Plan) -> list[dict[str, str]]:
    """What stands in the free columns, commitment by commitment."""
    from duban_site.plans.queries import list_assignable

    rows = [build_row(commitment, NO_PROGRESS) for commitment in list_assignable(plan)]
    return [{name: getattr(one, name) for name in FREE} for one in rows]


def test_a_merged_lead_is_every_rows_lead_and_says_so(plan: Plan, cast: Cast, office: Client, book: Any) -> None:
    sheet, lead = book.active, column("牵头单位")
    rows = [n for n in range(3, sheet.max_row + 1) if sheet.cell(n, 1).value]
    sheet.cell(rows[0], lead).value = "市水务局"
    for n in rows[1:]:
        sheet.cell(n, lead).value = None
    for n in rows:
        sheet.cell(n, column("责任（协同）单位")).value = None
    sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=lead, end_column=lead)
    before = state(plan)
    _answer, job = sent(office, plan, book)
    assert job is not None
    assert job.state == JobState.UNCONFIRMED
    assert state(plan) == before, "nothing is written before somebody confirmed"
    page = office.get(reverse("job", args=[job.pk])).content.decode()
    assert f"“牵头单位”第{rows[0]}至{rows[-1]}行是合并单元格" in page
    office.post(reverse("confirm_job", args=[job.pk]), {"clear": "1"})
    assert {one["lead"] for one in state(plan)} == {"市水务局"}
    assert verify_chain().is_intact


@pytest.mark.parametrize("heading", ["牵头\n单位", "牵头　单位", " 牵头 单位 ", "牵头部门"])
def test_a_heading_is_known_however_it_is_written(plan: Plan, office: Client, book: Any, heading: str) -> None:
    book.active.cell(2, column("牵头单位")).value = heading
    before = state(plan)
    answer, job = sent(office, plan, book)
    assert job is not None
    assert (job.state, job.message) == (JobState.DONE, "分解表与系统里的一致，没有改动。")
    assert (answer.status_code, state(plan)) == (302, before)


@pytest.mark.parametrize("name", ["牵头单位", "牵头领导", "完成时限", "备注", "重点", "目标类型"])
@pytest.mark.parametrize("renamed", [True, False])
def test_a_column_that_is_missing_changes_nothing_and_is_told(
    plan: Plan, office: Client, name: str, renamed: bool
) -> None:
    filled(plan)
    book = downloaded(plan, office)
    if renamed:
        book.active.cell(2, column(name)).value = "责任单位"
    else:
        book.active.delete_cols(column(name))
    before = state(plan)
    _answer, job = sent(office, plan, book)
    assert job is not None
    assert (job.state, state(plan)) == (JobState.DONE, before)
    assert f"原来的内容保留不变：{name}" in job.message
    assert ("“责任单位”" in job.message) == renamed


def filled(plan: Plan) -> None:
    """Something in every free column."""
    first = plan.commitments.get(number="1.1.2")
    leads = first.responsibilities.filter(duty="lead")
    extra = {"type": first.type, "starred": True, "note": "分两批"}
    asked = Assignment(
        first,
        leads=[one.body for one in leads],
        leader=first.leader,
        reporter=first.reporter,
        deadline=dt.date(plan.year, 9, 30),
        extra=extra,
    )
    from duban_site.core.actor import SystemActor

    assign_all(SystemActor(), plan, [asked])


@pytest.mark.parametrize("clear", [False, True])
def test_an_emptied_cell_erases_only_when_that_is_confirmed(plan: Plan, office: Client, clear: bool) -> None:
    filled(plan)
    book = downloaded(plan, office)
    row = next(n for n in range(3, 20) if book.active.cell(n, 1).value == "1.1.2")
    book.active.cell(row, column("完成时限")).value = None
    book.active.cell(row, column("备注")).value = "一次完成"
    _answer, job = sent(office, plan, book)
    assert job is not None
    assert [(c["column"], c["old"], c["new"]) for c in job.preview["changes"]] == [
        ("完成时限", f"{plan.year}-09-30", ""),
        ("备注", "分两批", "一次完成"),
    ]
    office.post(reverse("confirm_job", args=[job.pk]), {"clear": "1"} if clear else {})
    held = plan.commitments.get(number="1.1.2")
    assert held.note == "一次完成"
    assert held.deadline == (None if clear else dt.date(plan.year, 9, 30))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2031.6.30", (6, 30)), ("2031年6月底", (6, 30)), ("6月底前", (6, 30)), ("年底", (12, 31)),
        ("2031-06", (6, 30)), ("上半年", (6, 30)), ("2031年9月15日前完成", (9, 15)),
        ("47999", (5, 31)), (dt.date(2031, 4, 1), (4, 1)), ("２０３１／３／３１", (3, 31)),
    ],
)  # fmt: skip
def test_deadlines_are_read_as_offices_write_them(
    plan: Plan, office: Client, book: Any, written: object, day: tuple[int, int]
) -> None:
    book.active.cell(3, column("完成时限")).value = written
    number = book.active.cell(3, 1).value
    _answer, job = sent(office, plan, book)
    assert job is not None
    office.post(reverse("confirm_job", args=[job.pk]))
    assert plan.commitments.get(number=number).deadline == dt.date(2031, *day)


@pytest.mark.parametrize("written", ["尽快", "12345", "2031-13-40", "6月31日", "长期坚持"])
def test_a_deadline_that_is_none_is_refused_by_row_and_column(
    plan: Plan, office: Client, book: Any, written: str
) -> None:
    book.active.cell(3, column("完成时限")).value = written
    answer, job = sent(office, plan, book)
    assert job is not None
    assert answer.status_code == 422
    assert [fault[:2] for fault in job.faults] == [[3, "完成时限"]]


def test_what_somebody_changed_after_the_preview_is_not_written_over(plan: Plan, office: Client, book: Any) -> None:
    book.active.cell(3, column("备注")).value = "改过"
    _answer, job = sent(office, plan, book)
    assert job is not None
    filled(plan)
    before = state(plan)
    answer = office.post(reverse("confirm_job", args=[job.pk]))
    job.refresh_from_db()
    assert (answer.status_code, job.state) == (422, JobState.FAILED)
    assert "确认之后有人改过" in job.message
    assert state(plan) == before


def test_a_target_keeps_its_bound_in_the_table(book: Any, plan: Plan) -> None:
    rows = {row[0].value: row for row in book.active.iter_rows(min_row=3) if row[0].value}
    at = [column.field_name for column in BREAKDOWN_COLUMNS].index("targets")
    growth = plan.commitments.get(number="0.0.1").claims.get()
    assert growth.comparator == "approx"
    assert rows["0.0.1"][at].value == "5%左右"
