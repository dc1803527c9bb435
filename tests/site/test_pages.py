"""What people do in the pages, by the forms that the pages show."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
import xlsxwriter
from cast_of_people import PASSWORD, Cast
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from invented_plan import YEAR

from duban.documents.breakdown_rows import BREAKDOWN_COLUMNS
from duban.documents.breakdown_xlsx import read_sheet_rows
from duban_site.people.models import Body, Person
from duban_site.plans.models import Commitment, Plan, State
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import BodyReport, Entry, Figure


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def text_of(response: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", "", response.content.decode())


def workbook(lines: list[list[str]]) -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(n, column, cell)
    book.close()
    return SimpleUploadedFile("table.xlsx", out.getvalue())


# Signing in


def try_password(password: str, name: str = "shen") -> Any:
    return Client().post("/login/", {"username": name, "password": password})


def test_five_failures_wait_until_an_administrator_unlocks(cast: Cast) -> None:
    for _ in range(settings.LOCKOUT_ACCOUNT_TRIES + 1):
        last = try_password("wrong")
    assert "暂停登录" in text_of(last)
    assert "暂停登录" in text_of(try_password(PASSWORD))
    browser_of(cast.ning).post(f"/accounts/{cast.shen.pk}/unlock/")
    assert try_password(PASSWORD).status_code == 302


def test_the_page_does_not_tell_which_accounts_exist(cast: Cast) -> None:
    def plain(response: Any) -> str:
        return re.sub(r'value="[^"]*"|\d\d:\d\d(:\d\d)?', "", response.content.decode())

    for n in range(settings.LOCKOUT_ACCOUNT_TRIES + 1):
        here, nowhere = try_password("wrong"), try_password("wrong", "nobody")
        assert plain(here) == plain(nowhere), n


@pytest.mark.parametrize(
    ("password", "says"),
    [("Short1A", "太短"), ("alllowercase", "三类"), ("Password123", "常见"), ("Shenlan-2031", "相似")],
)
def test_a_weak_password_is_refused_in_words(cast: Cast, password: str, says: str) -> None:
    cast.shen.username = "shenlan2031"
    cast.shen.save()
    cast.shen.username = "shenlan2031"
    cast.shen.save()
    form = {"old": PASSWORD, "new": password, "again": password}
    answer = browser_of(cast.shen).post("/password/", form)
    assert answer.status_code == 200
    assert says in text_of(answer)
    cast.shen.refresh_from_db()
    assert cast.shen.check_password(PASSWORD)


def test_pages_let_nothing_in_from_elsewhere(cast: Cast) -> None:
    answer = browser_of(cast.shen).get("/plans/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in answer.content.decode()


def test_no_open_redirect_after_signing_in(cast: Cast) -> None:
    answer = Client().post("/login/?next=https://example.invalid/", {"username": "shen", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


# From report to plan


def test_a_report_is_imported_reviewed_and_put_into_force(cast: Cast, sample_file: Any) -> None:
    browser = browser_of(cast.shen)
    with sample_file.open("rb") as file:
        answer = browser.post("/plans/import/", {"file": file})
    plan = Plan.objects.get()
    assert answer.headers["Location"] == f"/plans/{plan.pk}/"
    assert plan.commitments.count() > 50
    part = plan.parts.filter(topics__commitments__isnull=False).distinct()[0]
    page = browser.get(f"/plans/{plan.pk}/review/{part.order}/")
    assert page.status_code == 200
    one = plan.commitments.filter(topic__part=part).first()
    assert one is not None
    browser.post(f"/plans/{plan.pk}/commitments/{one.pk}/decide/reject/")
    card = browser.post(f"/plans/{plan.pk}/commitments/{one.pk}/decide/reopen/", headers={"HX-Request": "true"})
    assert "<html" not in card.content.decode()
    browser.post(f"/plans/{plan.pk}/review/{part.order}/accept/")
    assert not plan.commitments.filter(topic__part=part, state=State.PROPOSED).exists()
    lacking = plan.commitments.filter(state=State.ACCEPTED, responsibilities=None).count()
    browser.post(f"/plans/{plan.pk}/activate/", {"without_lead": lacking})
    plan.refresh_from_db()
    assert plan.status == "active"


def test_what_is_no_report_is_refused_in_words_and_leaves_nothing(cast: Cast) -> None:
    for name, content in (("x.pdf", b"%PDF-1.4 broken"), ("x.txt", "今天天气好。".encode())):
        file = SimpleUploadedFile(name, content)
        answer = browser_of(cast.shen).post("/plans/import/", {"file": file})
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_claim_is_corrected_on_its_page(draft: Plan, cast: Cast) -> None:
    claim = draft.commitments.get(number="1.1.2").claims.get()
    form = {
        "indicator": "改造泵站",
        "role": "target",
        "kind": "volume",
        "comparator": "ge",
        "value": "14",
        "unit": "座",
        "direction": "up",
        "strength": "ensure",
    }
    browser_of(cast.shen).post(f"/plans/{draft.pk}/claims/{claim.pk}/", form)
    claim.refresh_from_db()
    assert (claim.indicator, claim.value, claim.strength) == ("改造泵站", 14, "ensure")


def test_units_are_assigned_on_the_page_and_every_fault_is_named(plan: Plan, cast: Cast) -> None:
    pumps = plan.commitments.get(number="1.1.2")
    url, key = f"/plans/{plan.pk}/assign/1/", pumps.pk
    wrong = {f"lead-{key}": "市不存在局", f"deadline-{key}": "尽快"}
    answer = browser_of(cast.shen).post(url, wrong)
    assert answer.status_code == 422
    assert "市不存在局" in text_of(answer)
    assert "尽快" in text_of(answer)
    page = answer.content.decode()
    assert f'<a href="#c{key}">1.1.2</a>' in page
    for field in ("lead", "deadline"):
        assert f'aria-describedby="e-{field}-{key}"' in page
        assert f'id="e-{field}-{key}"' in page
    assert page.count('aria-invalid="true"') == 2
    right = {f"lead-{key}": "市水利局", f"cooperating-{key}": "市商务局", f"deadline-{key}": f"{YEAR}-11-30"}
    browser_of(cast.shen).post(url, right)
    pumps.refresh_from_db()
    assert pumps.deadline == dt.date(YEAR, 11, 30)
    assert [(r.body.name, r.duty) for r in pumps.responsibilities.all()] == [
        ("市商务局", "cooperating"),
        ("市水务局", "lead"),
    ]


def test_only_bodies_that_exist_are_filled_in_at_once(plan: Plan, cast: Cast) -> None:
    commitment = plan.commitments.get(number="1.1.2")
    commitment.responsibilities.all().delete()
    url = f"/plans/{plan.pk}/assign/1/"
    page = browser_of(cast.shen).get(url).content.decode()
    suggested = re.findall(r'data-value="([^"]+)"( data-known)?', page)
    assert suggested
    known = set(Body.objects.values_list("name", flat=True)) | {"市水利局"}
    assert all((name in known) == bool(mark) for name, mark in suggested)


# The breakdown table


def downloaded(plan: Plan, cast: Cast) -> list[list[str]]:
    answer = browser_of(cast.shen).get(f"/reporting/plans/{plan.pk}/breakdown.xlsx")
    return read_sheet_rows(answer.content)


def upload(plan: Plan, cast: Cast, lines: list[list[str]], **more: str) -> Any:
    """Upload a table and confirm what it shows."""
    form = {"file": workbook(lines), **more}
    browser = browser_of(cast.shen)
    answer = browser.post(f"/plans/{plan.pk}/breakdown/", form)
    if answer.status_code == 302 and answer.headers["Location"].startswith("/jobs/"):
        return browser.post(answer.headers["Location"] + "confirm/")
    return answer


def column(heading: str) -> int:
    return [c.heading for c in BREAKDOWN_COLUMNS].index(heading)


def test_the_table_that_was_downloaded_changes_nothing_when_uploaded(plan: Plan, cast: Cast) -> None:
    lines = downloaded(plan, cast)
    assert lines[1] == [c.heading for c in BREAKDOWN_COLUMNS]
    answer = upload(plan, cast, lines)
    assert answer.status_code == 302
    assert downloaded(plan, cast) == lines


def test_a_filled_table_assigns_and_opens_new_units_only_when_told(plan: Plan, cast: Cast) -> None:
    lines = downloaded(plan, cast)
    row = next(line for line in lines if line[0] == "1.1.2")
    row[column("牵头单位")] = "市排水公司、市水务局（共同牵头）"
    row[column("重点")] = "★"
    row[column("备注")] = "分两批"
    refused = upload(plan, cast, lines)
    assert refused.status_code == 422
    assert f"{lines.index(row) + 1}牵头单位没有“市排水公司”" in text_of(refused)
    assert not Commitment.objects.filter(starred=True).exists()
    assert upload(plan, cast, lines, open_bodies="on").status_code == 302
    pumps = plan.commitments.get(number="1.1.2")
    assert (pumps.starred, pumps.note, pumps.joint) == (True, "分两批", True)
    assert downloaded(plan, cast)[lines.index(row)] == row


def test_every_fault_of_a_table_is_named_and_nothing_is_taken(plan: Plan, cast: Cast) -> None:
    lines = downloaded(plan, cast)
    by_number = {line[0]: line for line in lines}
    by_number["1.1.1"][column("任务原文")] = "整治河道一百公里"
    by_number["1.1.2"][column("完成时限")] = "尽快"
    by_number["1.1.3"][column("目标类型")] = "别的"
    by_number["2.1.1"][column("备注")] = "会被放弃"
    lines.append(["9.9.9", *[""] * (len(BREAKDOWN_COLUMNS) - 1)])
    answer = upload(plan, cast, lines)
    said = text_of(answer)
    assert answer.status_code == 422
    for part in ("原文不能在表中改", "“尽快”不是时限", "应为以下之一", "没有已确认的“9.9.9”号任务"):
        assert part in said
    assert not Commitment.objects.exclude(note="").exists()


def test_a_file_that_is_no_table_is_refused(plan: Plan, cast: Cast) -> None:
    file = SimpleUploadedFile("x.xlsx", b"not a workbook")
    answer = browser_of(cast.shen).post(f"/plans/{plan.pk}/breakdown/", {"file": file})
    assert answer.status_code == 422
    assert "打不开这个文件" in text_of(answer)
    assert "没有找到表头" in text_of(upload(plan, cast, [["甲", "乙"]]))


# The month


@pytest.fixture
def paper(plan: Plan, cast: Cast) -> BodyReport:
    return open_round(cast.shen, plan, 3).reports.get(body=cast.water)


def filled(plan: Plan, version: int, value: str) -> dict[str, str]:
    pumps = plan.commitments.get(number="1.1.2")
    claim = pumps.claims.get()
    return {
        f"version-{pumps.pk}": str(version),
        f"progress-{pumps.pk}": f"改造泵站{value}。",
        f"value-{claim.pk}": value,
        f"period-{claim.pk}": f"{YEAR}-01..03",
        f"vintage-{claim.pk}": "preliminary",
    }


def test_a_month_from_the_form_to_the_accepted_figure(plan: Plan, cast: Cast, paper: BodyReport) -> None:
    lu, wei, shen = (browser_of(p) for p in (cast.lu, cast.wei, cast.shen))
    assert lu.get("/reporting/month/").headers["Location"] == f"/reporting/reports/{paper.pk}/"
    url = f"/reporting/reports/{paper.pk}/"
    pumps = plan.commitments.get(number="1.1.2")
    file = SimpleUploadedFile("验收单.pdf", b"%PDF-1.7 invented")
    lu.post(url, {**filled(plan, 0, "3座"), f"file-{pumps.pk}": file})
    wei.post(f"{url}sign/", {"empty": wei.get(url).context["empty"]})
    lu.post(f"{url}submit/")
    page = text_of(shen.get(url))
    assert "3座" in page
    assert "验收单.pdf" in page
    shen.post(f"{url}accept/", {"empty": shen.get(url).context["empty"]})
    figure = Figure.objects.get()
    assert (figure.value, figure.period, figure.source) == (3, f"{YEAR}-Q1", "市水务局 3月报告")
    assess_plan(cast.shen, plan, dt.date(YEAR, 4, 8))
    row = next(line for line in downloaded(plan, cast) if line[0] == "1.1.2")
    assert (row[column("工作评价")], row[column("工作进展情况")]) == ("达进度", "改造泵站3座。")
    opened = open_round(cast.shen, plan, 4)
    after = opened.reports.get(body=cast.water)
    assert "上期3座（一季度）" in text_of(lu.get(f"/reporting/reports/{after.pk}/"))


def test_the_second_of_two_sees_both_texts_and_can_save_again(plan: Plan, cast: Cast, paper: BodyReport) -> None:
    browser, url = browser_of(cast.lu), f"/reporting/reports/{paper.pk}/"
    browser.post(url, filled(plan, 0, "3"))
    answer = browser.post(url, filled(plan, 0, "4"))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "改造泵站3。" in page
    assert "改造泵站4。" in page
    assert Entry.objects.get().progress == "改造泵站3。"
    assert browser.post(url, filled(plan, 1, "4")).status_code == 302


def test_a_figure_that_cannot_be_read_is_told_and_nothing_is_written(plan: Plan, cast: Cast, paper: BodyReport) -> None:
    answer = browser_of(cast.lu).post(f"/reporting/reports/{paper.pk}/", filled(plan, 0, "三座"))
    assert answer.status_code == 422
    assert "不是数字" in text_of(answer)
    answer = browser_of(cast.lu).post(f"/reporting/reports/{paper.pk}/", filled(plan, 0, "3公里"))
    assert "单位“公里”" in text_of(answer)
    assert not Entry.objects.exists()


def sheet_of(paper: BodyReport, cast: Cast) -> list[list[str]]:
    answer = browser_of(cast.lu).get(f"/reporting/reports/{paper.pk}/sheet/")
    return read_sheet_rows(answer.content)


def test_a_month_by_excel_and_by_paste(plan: Plan, cast: Cast, paper: BodyReport) -> None:
    url, browser = f"/reporting/reports/{paper.pk}/sheet/", browser_of(cast.lu)

    def confirmed(form: dict[str, object]) -> None:
        asked = browser.post(url, form)
        assert asked.status_code == 302
        assert browser.post(f"{asked.headers['Location']}confirm/").status_code == 302

    lines = sheet_of(paper, cast)
    value, progress = lines[0].index("数值"), lines[0].index("进展情况")
    for line in lines[1:]:
        if line[0] == "1.1.1":
            line[value], line[progress] = "20", "河道与管网同步推进。"
    confirmed({"file": workbook(lines)})
    entry = Entry.objects.get(commitment__number="1.1.1")
    assert [f.value for f in entry.figures.all()] == [20, 20]
    lines = sheet_of(paper, cast)
    for line in lines[1:]:
        if line[0] == "1.1.2":
            line[value] = "2"
    confirmed({"pasted": "\n".join("\t".join(line) for line in lines)})
    assert Entry.objects.get(commitment__number="1.1.2").figures.get().value == 2


def test_a_sheet_with_a_fault_saves_nothing(plan: Plan, cast: Cast, paper: BodyReport) -> None:
    lines = sheet_of(paper, cast)
    value, period = lines[0].index("数值"), lines[0].index("数据期")
    lines[1][value], lines[2][value], lines[2][period] = "20", "二十", "三月"
    answer = browser_of(cast.lu).post(f"/reporting/reports/{paper.pk}/sheet/", {"file": workbook(lines)})
    assert answer.status_code == 422
    assert "3数值“二十" in text_of(answer)
    assert not Entry.objects.exists()


def test_english_is_one_switch_away(plan: Plan, cast: Cast) -> None:
    browser = browser_of(cast.shen)
    browser.post("/language/", {"language": "en", "next": "/plans/"})
    page = browser.get("/plans/").content.decode()
    assert '<html lang="en">' in page
    assert "Plans" in page
