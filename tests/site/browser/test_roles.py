"""What each role does of a working day, in a browser; what is not theirs is not offered to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import invented_plan
import pytest
from browser.steps import arrive, leave_empty, press, said, sections, sign_in
from cast_of_people import Cast
from signing import sign_with_reasons

from duban_site.people.models import Body, Person
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.sign_report import submit
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport, Figure, Reply, Schedule

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]
YEAR = invented_plan.YEAR


def claim(plan: Plan, indicator: str) -> Claim:
    return Claim.objects.get(commitment__plan=plan, indicator=indicator)


def handed_in(plan: Plan, cast: Cast, value: str = "3") -> BodyReport:
    """March of the water bureau, with the officer."""
    report: BodyReport = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    pumps = claim(plan, "泵站")
    figures = [FigureInput(pumps, f"{YEAR}-Q1", Decimal(value))]
    write_entry(cast.lu, report, EntryInput(pumps.commitment, 0, "已完成三座。", figures=figures))
    sign_with_reasons(cast.wei, report)
    return submit(cast.wei, report)


def test_the_officer_reviews_what_was_read(window: Window, draft: Plan, cast: Cast) -> None:
    office = sign_in(window(None), "shen")
    office.goto(f"/plans/{draft.pk}/review/1/")
    saving = office.locator("article.card", has_text="编制节水规划")
    saving.get_by_role("button", name="不是目标任务").click()
    saving.locator(".chip", has_text="不是目标任务").wait_for()
    saving.get_by_role("button", name="撤销决定").click()
    saving.get_by_role("button", name="确认", exact=True).wait_for()
    rivers = office.locator("article.card", has_text="整治河道")
    arrive(office, rivers.get_by_role("link").first)
    office.get_by_role("checkbox").first.check()
    press(office, "拆分")
    assert set(draft.commitments.filter(state="proposed").values_list("number", flat=True)) >= {"1.1.1-1", "1.1.1-2"}
    office.goto(f"/plans/{draft.pk}/review/1/")
    pumps = office.locator("article.card", has_text="改造泵站")
    arrive(office, pumps.get_by_role("link").first)
    office.get_by_label("上年基数").fill("9")
    press(office, "保存指标")
    assert claim(draft, "泵站").baseline == 9
    office.locator("label", has_text="编制节水规划").get_by_role("checkbox").check()
    press(office, "合并")
    assert draft.commitments.get(number="1.1.3").state == "merged"
    office.goto(f"/plans/{draft.pk}/review/1/")
    press(office, "全部确认")
    assert "确认了" in said(office)
    assert not draft.commitments.filter(number__startswith="1.", state="proposed").exists()


def test_a_suggested_unit_counts_only_when_it_is_saved(window: Window, draft: Plan, cast: Cast) -> None:
    from duban_site.plans.actions.decide_commitment import accept_part

    for part in draft.parts.all():
        accept_part(cast.shen, part)
    market = draft.commitments.get(number="2.1.1")
    office = sign_in(window(None), "shen")
    office.goto(f"/plans/{draft.pk}/assign/2/")
    first = office.locator("[data-fill]").first
    suggested = first.inner_text()
    assert office.locator("fieldset.card .claims .quiet").first.inner_text(), "with its reason"
    first.click()
    field = office.get_by_label("牵头单位", exact=True)
    assert field.input_value() == suggested
    assert not market.responsibilities.exists()
    Body.objects.get_or_create(name=suggested)
    office.get_by_label("填报人").fill("nobody")
    press(office, "保存这一页")
    assert "没有“nobody”这个账号" in office.get_by_role("alert").inner_text()
    assert field.input_value() == suggested, "what was typed is still there"
    office.get_by_label("填报人").fill("")
    press(office, "保存这一页")
    assert market.responsibilities.get().body.name == suggested


def test_the_officer_states_schedules_milestones_and_changes(window: Window, plan: Plan, cast: Cast) -> None:
    office, pumps = sign_in(window(None), "shen"), claim(plan, "泵站")
    office.goto(f"/reporting/commitments/{pumps.commitment_id}/schedule/")
    assert not office.locator("fieldset", has_text="月末累计占比").is_visible()
    office.get_by_label("方式").select_option("curve")
    for month, share in enumerate([3, 8, 5, 24, 33, 45, 52, 60, 70, 80, 90, 100], 1):
        office.get_by_label(f"{month}月", exact=True).first.fill(str(share))
    press(office, "保存")
    assert "3月：比 2月的 8% 小" in office.get_by_role("alert").inner_text()
    office.get_by_label("3月", exact=True).first.fill("15")
    press(office, "保存")
    assert "已保存" in said(office)
    assert Schedule.objects.get(claim=pumps).shares[f"{YEAR}-03"] == "0.15"
    office.get_by_label("应完成日期").fill(f"{YEAR}-06-30")
    office.get_by_label("节点内容").fill("设备到货")
    press(office, "增加节点")
    office.get_by_label("完成日期").first.fill(f"{YEAR}-06-20")
    office.get_by_label("依据").fill("到货单 12 号")
    press(office, "确认完成")
    assert "已确认完成" in said(office)
    office.goto(f"/plans/{plan.pk}/claims/{pumps.pk}/adjust/")
    office.get_by_label("目标值").fill("10")
    office.get_by_label("调整原因").fill("两处选址取消")
    press(office, "登记调整")
    leader = sign_in(window(None), "gao")
    leader.goto(f"/boards/commitments/{pumps.commitment_id}/")
    assert "两处选址取消" in leader.locator("main").inner_text()


def test_the_officer_sends_back_and_the_unit_is_told_why(window: Window, plan: Plan, cast: Cast) -> None:
    report = handed_in(plan, cast, "300")
    office = sign_in(window(None), "shen")
    office.goto(f"/reporting/reports/{report.pk}/")
    entry = office.get_by_role("region", name="1.1.2")
    assert "是目标的十倍以上" in entry.get_by_label("请核对").inner_text()
    office.get_by_text("退回…").click()
    office.get_by_label("退回原因").fill("座数多写了两个零")
    arrive(office, office.get_by_role("button", name="退回", exact=True))
    assert "已退回" in said(office)
    assert not Figure.objects.exists()
    liaison = sign_in(window(None), "lu")
    liaison.goto("/reporting/month/")
    assert "座数多写了两个零" in liaison.locator("main").inner_text()
    liaison.get_by_label("数值 泵站").fill("三座")
    press(liaison, "保存")
    assert "不是数字" in liaison.locator("main").inner_text()
    assert liaison.get_by_label("数值 泵站").input_value() == "三座"
    liaison.get_by_label("数值 泵站").fill("3")
    press(liaison, "保存")
    assert "已保存" in said(liaison)
    head = sign_in(window(None), "wei")
    head.goto("/reporting/month/")
    for button in ("签发", "撤回签发", "签发", "报送督查室"):
        leave_empty(head)
        press(head, button)
    office.goto(f"/reporting/reports/{report.pk}/")
    leave_empty(office)
    press(office, "采用")
    assert Figure.objects.get().value == 3


def test_the_liaison_pastes_a_table_and_adds_evidence(window: Window, plan: Plan, cast: Cast, tmp_path: Path) -> None:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    liaison = sign_in(window(None), "lu")
    assert "/reporting/reports/" in liaison.url, "a liaison begins with the month's list"
    liaison.get_by_text("问题、下一步、佐证材料、发布日期").first.click()
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(b"%PDF-1.7 invented")
    liaison.locator("input[type=file][multiple]").first.set_input_files(proof)
    press(liaison, "保存")
    assert liaison.get_by_role("link", name="验收单.pdf").is_visible()
    heading = "序号\t指标号\t数据期\t数值\t进展情况"
    liaison.get_by_label("或粘贴表格").fill(f"{heading}\n1.1.2\t1\t{YEAR}-Q1\t3\t完成三座")
    press(liaison, "导入")
    press(liaison, "确认写入")
    assert liaison.get_by_label("数值 泵站").input_value() == "3"
    other = report.round.reports.get(body=cast.commerce)
    assert liaison.goto(f"/reporting/reports/{other.pk}/").status == 404


def test_the_head_answers_an_assessment(window: Window, plan: Plan, cast: Cast) -> None:
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    pumps = plan.commitments.get(number="1.1.2")
    head = sign_in(window(None), "wei")
    head.goto(f"/boards/commitments/{pumps.pk}/")
    arrive(head, head.get_by_role("link", name="申辩"))
    head.get_by_role("textbox").fill("设备到货推迟，六月数据尚未公布。")
    arrive(head, head.get_by_role("main").get_by_role("button").first)
    assert Reply.objects.get().by == cast.wei
    leader = window(cast.gao)
    leader.goto(f"/boards/commitments/{pumps.pk}/")
    assert "设备到货推迟" in leader.locator("blockquote").inner_text()


def test_a_leader_begins_with_what_is_theirs(window: Window, plan: Plan, cast: Cast) -> None:
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    leader = sign_in(window(None), "gao")
    assert leader.url.endswith(f"/boards/{plan.pk}/leaders/{cast.gao_leader.pk}/")
    shown = leader.locator("tbody .number").all_inner_texts()
    assert shown == ["1.1.1", "1.1.2", "1.1.3"]
    assert "账号" not in sections(leader)
    assert "操作日志" not in sections(leader)
    leader.goto(f"/boards/{plan.pk}/commitments/?q=泵站")
    assert leader.locator("tbody .number").all_inner_texts() == ["1.1.2"]
    with leader.expect_download() as download:
        leader.get_by_role("link", name="CSV").click()
    assert "改造泵站12座" in Path(download.value.path()).read_text("utf-8-sig")


def test_the_auditor_reads_everything_and_is_offered_no_change(window: Window, plan: Plan, cast: Cast) -> None:
    report = handed_in(plan, cast)
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    pumps = plan.commitments.get(number="1.1.2")
    auditor = sign_in(window(None), "tan")
    at = [
        "/log/?verify=1", f"/plans/{plan.pk}/", f"/plans/{plan.pk}/review/1/", "/accounts/",
        f"/plans/{plan.pk}/assign/1/", f"/plans/{plan.pk}/commitments/{pumps.pk}/review/",
        f"/reporting/reports/{report.pk}/", f"/reporting/plans/{plan.pk}/", "/bodies/",
        f"/reporting/plans/{plan.pk}/series/", "/reporting/rounds/", "/reporting/late/",
        f"/reporting/commitments/{pumps.pk}/schedule/", f"/boards/{plan.pk}/report/",
        f"/reporting/assessments/{pumps.assessments.get().pk}/",
    ]  # fmt: skip
    offered = []
    for url in at:
        assert auditor.goto(url).status == 200, url
        buttons = auditor.locator("main form[method=post] button:visible").all_inner_texts()
        offered += [f"{url}: {text}" for text in buttons]
    assert not offered
    auditor.goto("/log/")
    assert "采纳整个部分" in auditor.locator("main").inner_text()


def test_the_administrator_has_accounts_and_no_plan(window: Window, plan: Plan, cast: Cast) -> None:
    admin = sign_in(window(None), "ning")
    assert admin.url.endswith("/accounts/")
    assert sections(admin) == ["账号", "审批", "服务账号", "后台任务", "定时任务"]
    for url in (f"/plans/{plan.pk}/", f"/boards/{plan.pk}/", "/reporting/rounds/", "/log/"):
        assert admin.goto(url).status == 403, url
