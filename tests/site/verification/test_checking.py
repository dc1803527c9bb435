"""A finished year held against the next report: proposed, decided, confirmed, kept."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from next_year import BULLETIN, FIGURES, NEXT

from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan, State, Status
from duban_site.verification import queries
from duban_site.verification.actions.confirm_check import confirm_check
from duban_site.verification.actions.decide_row import decide_row
from duban_site.verification.actions.discard_check import discard_check
from duban_site.verification.actions.open_check import open_check
from duban_site.verification.models import Check


def opened(cast: Cast, plan: Plan, text: str = NEXT, name: str = "next.txt") -> Check:
    return open_check(cast.shen, plan, name, text.encode())


def judged(check: Check) -> dict[str, str]:
    return {r.indicator: r.judgement for r in check.rows.all()}


def test_every_target_has_a_verdict_with_both_quotes(cast: Cast, plan: Plan) -> None:
    check = opened(cast, plan)
    found = judged(check)
    assert found["地区生产总值"] == "met"
    assert found["整治河道"] == "missed"
    assert found["社会消费品零售总额"] == "met"
    assert found["污水管网"] == "not_reported"
    gdp = check.rows.get(indicator="地区生产总值")
    assert plan.text[gdp.target_start : gdp.target_end] == gdp.target_number
    assert check.text[gdp.result_start : gdp.result_end] == gdp.result_number == "5.4%"
    assert "5.4%" in gdp.sum
    assert "2032" in gdp.source
    assert gdp.commitment.start <= gdp.target_start < gdp.commitment.end


def test_a_bulletins_table_and_a_table_of_figures_serve_as_well(cast: Cast, plan: Plan) -> None:
    bulletin = judged(opened(cast, plan, BULLETIN, "bulletin.html"))
    assert bulletin["地区生产总值"] == "missed"
    assert bulletin["社会消费品零售总额"] == "met"
    figures = opened(cast, plan, FIGURES, "figures.csv")
    assert judged(figures)["地区生产总值"] == "near"
    assert figures.rows.get(judgement="near").source == "青澜市统计局"


def test_what_was_rejected_is_not_checked(cast: Cast, plan: Plan) -> None:
    pumps = plan.commitments.get(number="1.1.2")
    pumps.state = State.REJECTED
    pumps.save(update_fields=["state"])
    assert not [name for name in judged(opened(cast, plan)) if "泵站" in name]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("next.txt", NEXT.replace("青澜市", "白石市"), "白石市"),
        ("next.txt", NEXT.replace("2032", "2036").replace("2031", "2035"), "2036"),
        ("figures.csv", "indicator,value\n生产总值,5\n", "period"),
        ("next.pdf", "%PDF-1.7 nothing", "next.pdf"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_reason(
    cast: Cast, plan: Plan, name: str, text: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        opened(cast, plan, text, name)
    assert not Check.objects.exists()


def test_another_verdict_needs_a_reason_and_is_logged(cast: Cast, plan: Plan) -> None:
    check = opened(cast, plan)
    row = check.rows.get(indicator="整治河道")
    with pytest.raises(Refused):
        decide_row(cast.shen, row, "near", "  ")
    with pytest.raises(Refused):
        decide_row(cast.shen, row, "splendid", "好")
    decide_row(cast.shen, row, "near", "两公里因征地顺延")
    row.refresh_from_db()
    assert (row.judgement, row.proposed, row.decided_by) == ("near", "missed", cast.shen)
    event = Event.objects.filter(action="verification.decide").latest("pk")
    assert event.data["before"] == "missed"
    decide_row(cast.shen, row, "missed", "不再改")
    row.refresh_from_db()
    assert (row.judgement, row.reason) == ("missed", "")


def test_a_confirmed_check_holds_and_can_close_the_plan(cast: Cast, plan: Plan) -> None:
    check = confirm_check(cast.shen, opened(cast, plan), close_plan=True)
    plan.refresh_from_db()
    assert plan.status == Status.CLOSED
    row = check.rows.first()
    assert row is not None
    for refused in (
        lambda: decide_row(cast.shen, row, "near", "晚了"),
        lambda: confirm_check(cast.shen, check),
        lambda: discard_check(cast.shen, check),
    ):
        with pytest.raises(Refused):
            refused()


def test_a_discarded_draft_is_gone_and_its_number_is_not_used_again(cast: Cast, plan: Plan) -> None:
    first, second = opened(cast, plan), opened(cast, plan)
    discard_check(cast.shen, first)
    assert opened(cast, plan).serial == second.serial + 1


def test_only_the_office_checks(cast: Cast, plan: Plan) -> None:
    with pytest.raises(PermissionDenied):
        open_check(cast.lu, plan, "next.txt", NEXT.encode())
    row = opened(cast, plan).rows.first()
    assert row is not None
    with pytest.raises(PermissionDenied):
        decide_row(cast.wei, row, "met", "好")


def test_readers_see_what_is_confirmed_and_no_draft(cast: Cast, plan: Plan, client: Client) -> None:
    draft = opened(cast, plan)
    client.force_login(cast.lu)
    assert client.get(f"/verification/{draft.pk}/").status_code == 404
    assert "2032" not in client.get("/verification/").content.decode()
    confirm_check(cast.shen, draft)
    page = client.get(f"/verification/{draft.pk}/").content.decode()
    assert "整治河道" in page
    assert "改判" not in page


def test_the_office_goes_from_the_file_to_the_table(cast: Cast, plan: Plan, client: Client) -> None:
    client.force_login(cast.shen)
    file = SimpleUploadedFile("next.txt", NEXT.encode())
    done = client.post(f"/verification/plans/{plan.pk}/new/", {"file": file})
    check = Check.objects.get()
    assert done.headers["Location"] == f"/verification/{check.pk}/"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/verification/{check.pk}/table.xlsx").content))
    sheet = book.active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("序号", "部分", "目标任务", "目标", "结果", "评价", "出处")
    assert len(rows) == check.rows.count() + 1
    word = docx.Document(io.BytesIO(client.get(f"/verification/{check.pk}/table.docx").content))
    assert "青澜市2031年" in word.paragraphs[0].text
    cells = [[c.text for c in row.cells] for row in word.tables[0].rows]
    assert cells[0][:3] == ["序号", "部分", "目标任务"]
    assert any("5.4%" in row[4] and row[5] == "完成" for row in cells)


def test_a_file_that_cannot_be_read_is_said_at_the_form(cast: Cast, plan: Plan, client: Client) -> None:
    client.force_login(cast.shen)
    file = SimpleUploadedFile("next.pdf", b"%PDF-1.7 nothing")
    page = client.post(f"/verification/plans/{plan.pk}/new/", {"file": file})
    assert page.status_code == 200
    assert "next.pdf" in page.content.decode()
    assert not Check.objects.exists()


def test_the_page_asks_few_questions_however_many_rows(cast: Cast, plan: Plan, client: Client) -> None:
    check = opened(cast, plan)
    client.force_login(cast.shen)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/verification/{check.pk}/")
    # Eight of them are the session: the first request after signing in stores it.
    assert len(asked) <= 13, [q["sql"][:80] for q in asked]
    assert sum(c.count for c in queries.count_judgements(check)) == check.rows.count()
