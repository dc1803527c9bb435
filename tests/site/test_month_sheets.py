"""A month's sheet as bodies send it back: shown first, and nothing is lost that nobody emptied."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duban_site.core.audit.chain import verify_chain
from duban_site.jobs.models import Job, JobState
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport, Entry
from duban_site.reporting.sheet import HEADINGS

pytestmark = pytest.mark.django_db
TEXTS = {"进展情况": "已改造4座。", "存在问题": "设备晚到", "下一步安排": "再改两座。"}


@pytest.fixture
def report(plan: Plan, cast: Cast) -> BodyReport:
    """March of the water bureau, with one task written."""
    report: BodyReport = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    figure = FigureInput(pumps.claims.get(), "2031-Q1", Decimal(4), None, "preliminary")
    write_entry(cast.lu, report, EntryInput(pumps, 0, *TEXTS.values(), [figure]))
    return report


@pytest.fixture
def liaison(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.lu)
    return browser


@pytest.fixture
def book(report: BodyReport, liaison: Client) -> Any:
    data = liaison.get(reverse("sheet", args=[report.pk])).content
    return openpyxl.load_workbook(io.BytesIO(data))


def column(heading: str) -> int:
    return HEADINGS.index(heading) + 1


def row_of(book: Any, number: str) -> int:
    return next(n for n in range(2, 40) if book.active.cell(n, 1).value == number)


def sent(liaison: Client, report: BodyReport, book: Any) -> Job:
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("填报.xlsx", out.getvalue())
    answer = liaison.post(reverse("sheet", args=[report.pk]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.latest("pk")


def confirmed(liaison: Client, job: Job, **words: str) -> Job:
    assert job.state == JobState.UNCONFIRMED
    liaison.post(reverse("confirm_job", args=[job.pk]), words)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    return job


def standing() -> tuple[dict[str, str], list[Decimal]]:
    entry = Entry.objects.get(commitment__number="1.1.2")
    texts = (entry.progress, entry.problems, entry.next_steps)
    return dict(zip(TEXTS, texts, strict=True)), [f.value for f in entry.figures.all()]


def test_a_sheet_that_says_the_same_changes_nothing(liaison: Client, report: BodyReport, book: Any) -> None:
    job = sent(liaison, report, book)
    assert (job.state, job.message) == (JobState.DONE, "表格与系统里的一致，没有改动。")
    assert standing() == (TEXTS, [4])


def test_each_change_is_shown_and_written_only_when_confirmed(liaison: Client, report: BodyReport, book: Any) -> None:
    n = row_of(book, "1.1.2")
    book.active.cell(n, column("数值")).value = 5
    book.active.cell(n, column("进展情况")).value = "已改造5座。"
    job = sent(liaison, report, book)
    assert standing() == (TEXTS, [4])
    changes = {one["column"]: (one["row"], one["old"], one["new"]) for one in job.preview["changes"]}
    assert changes == {"数值": (n, "4", "5"), "进展情况": (n, "已改造4座。", "已改造5座。")}
    assert "已改造5座。" in liaison.get(reverse("job", args=[job.pk])).content.decode()
    confirmed(liaison, job)
    assert standing() == ({**TEXTS, "进展情况": "已改造5座。"}, [5])
    assert verify_chain().is_intact


def test_an_emptied_cell_empties_nothing_unless_that_is_said(liaison: Client, report: BodyReport, book: Any) -> None:
    n = row_of(book, "1.1.2")
    for heading in ("数值", *TEXTS):
        book.active.cell(n, column(heading)).value = None
    job = sent(liaison, report, book)
    assert job.preview["emptied"] == 4
    confirmed(liaison, job)
    assert standing() == (TEXTS, [4])
    confirmed(liaison, sent(liaison, report, book), clear="1")
    assert standing() == (dict.fromkeys(TEXTS, ""), [])


@pytest.mark.parametrize("heading", ["数据期", "单位", "发布日期", "版本", "存在问题", "下一步安排"])
@pytest.mark.parametrize("renamed", [True, False])
def test_a_column_that_is_missing_erases_nothing_and_is_told(
    liaison: Client, report: BodyReport, book: Any, heading: str, renamed: bool
) -> None:
    if renamed:
        book.active.cell(1, column(heading)).value = "别的名字"
    else:
        book.active.delete_cols(column(heading))
    job = sent(liaison, report, book)
    assert (job.state, standing()) == (JobState.DONE, (TEXTS, [4]))
    assert f"原来的内容保留不变：{heading}" in job.message
    assert ("“别的名字”" in job.message) == renamed


def test_headings_and_merged_cells_are_taken_as_they_are_meant(liaison: Client, report: BodyReport, book: Any) -> None:
    sheet = book.active
    sheet.cell(1, column("进展情况")).value = "进展\n情况"
    sheet.insert_rows(1)
    sheet.cell(1, 1).value = "三月填报表"
    rows = [n for n in range(3, sheet.max_row + 1) if sheet.cell(n, 1).value == "1.1.1"]
    assert len(rows) == 2
    at = column("进展情况")
    sheet.cell(rows[0], at).value = "河道与管网同步推进。"
    for place in (1, at):
        sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=place, end_column=place)
    job = sent(liaison, report, book)
    assert any("“进展情况”第" in notice for notice in job.preview["notices"])
    confirmed(liaison, job)
    assert Entry.objects.get(commitment__number="1.1.1").progress == "河道与管网同步推进。"
    assert standing() == (TEXTS, [4])


def test_what_the_sheet_cannot_mean_is_refused_by_row_and_column(
    liaison: Client, report: BodyReport, book: Any
) -> None:
    sheet, file = book.active, io.BytesIO()
    rows = [n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value == "1.1.1"]
    for n, text in zip(rows, ("一种说法", "另一种说法"), strict=True):
        sheet.cell(n, column("进展情况")).value = text
        sheet.cell(n, column("指标号")).value = None
        sheet.cell(n, column("数值")).value = 3
    book.save(file)
    answer = liaison.post(reverse("sheet", args=[report.pk]), {"file": SimpleUploadedFile("a.xlsx", file.getvalue())})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "同一任务的第" in page
    assert "没有写是几号指标" in page


def test_what_changed_meanwhile_is_not_overwritten(
    plan: Plan, cast: Cast, liaison: Client, report: BodyReport, book: Any
) -> None:
    book.active.cell(row_of(book, "1.1.2"), column("进展情况")).value = "已改造5座。"
    job = sent(liaison, report, book)
    pumps = plan.commitments.get(number="1.1.2")
    write_entry(cast.lu, report, EntryInput(pumps, 1, "别人写的。"))
    liaison.post(reverse("confirm_job", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "什么都没有写入" in job.message
    assert standing()[0]["进展情况"] == "别人写的。"


def test_the_sheet_says_periods_in_words_and_takes_them_back(book: Any) -> None:
    assert book.active.cell(row_of(book, "1.1.2"), column("数据期")).value == "一季度"
    others = {book.active.cell(n, column("数据期")).value for n in range(2, book.active.max_row + 1)}
    assert not any(".." in str(period) for period in others)
