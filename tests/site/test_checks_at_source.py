"""What a body types is checked where it types it, and answered or mended before it is signed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from cast_of_people import Cast
from invented_plan import YEAR

from duban_site.core.errors import RowErrors
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.check_report import accept_report
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.published_series import add_figure, add_series, feed_claim
from duban_site.reporting.actions.set_schedule import add_milestone
from duban_site.reporting.actions.sign_report import sign, submit
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, StepInput, write_entry
from duban_site.reporting.models import Assessment, BodyReport, Figure
from duban_site.reporting.queries.findings import CHECKS, check_rows
from duban_site.reporting.queries.month import MonthRow, build_month_rows

pytestmark = pytest.mark.django_db

TEXT = "北河段已经开工，完成投资过半。"


def month_of(plan: Plan, cast: Cast, month: int) -> BodyReport:
    opened = open_round(cast.shen, plan, month)
    return BodyReport.objects.select_related("round__plan").get(round=opened, body=cast.water)


def claim(indicator: str) -> Claim:
    return Claim.objects.select_related("commitment__plan").get(indicator=indicator)


def write(cast: Cast, report: BodyReport, indicator: str, value: str, progress: str = "", **more: Any) -> None:
    of, month = claim(indicator), report.round.month
    period = f"{YEAR}-01..{month:02}"
    held = report.entries.filter(commitment=of.commitment).first()
    version = held.version if held else 0
    figures = [FigureInput(of, period, Decimal(value))]
    said = EntryInput(of.commitment, version, progress, figures=figures, is_partial=True, **more)
    write_entry(cast.lu, report, said)


def february(plan: Plan, cast: Cast, value: str = "9", indicator: str = "泵站") -> BodyReport:
    """A month accepted with a figure and a text; gives the next month, empty."""
    report = month_of(plan, cast, 2)
    write(cast, report, indicator, value, TEXT)
    sign(cast.wei, report)
    submit(cast.lu, report)
    accept_report(cast.shen, report)
    return month_of(plan, cast, 3)


def rows_of(report: BodyReport) -> dict[str, MonthRow]:
    return {row.commitment.number: row for row in check_rows(report, build_month_rows(report))}


def _fall(plan: Plan, cast: Cast) -> BodyReport:
    report = february(plan, cast)
    write(cast, report, "泵站", "7")
    return report


def _tenfold(plan: Plan, cast: Cast) -> BodyReport:
    report = february(plan, cast, "1")
    write(cast, report, "泵站", "11")
    return report


def _rate(plan: Plan, cast: Cast) -> BodyReport:
    Claim.objects.filter(indicator="泵站").update(kind="share", unit="%")
    report = february(plan, cast, "52.7")
    write(cast, report, "泵站", "7")
    return report


def _far(plan: Plan, cast: Cast) -> BodyReport:
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "120")
    return report


def _parts(plan: Plan, cast: Cast) -> BodyReport:
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "2.25")
    return report


def _share(plan: Plan, cast: Cast) -> BodyReport:
    Claim.objects.filter(indicator="泵站").update(kind="share", unit="%", value=90)
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "109")
    return report


def _other_source(plan: Plan, cast: Cast) -> BodyReport:
    series = add_series(cast.shen, plan, "泵站统计", "座")
    add_figure(cast.shen, series, period=f"{YEAR}-01..03", value="4", source="市统计局")
    feed_claim(cast.shen, series, claim("泵站"))
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "3")
    return report


def _rise(plan: Plan, cast: Cast) -> BodyReport:
    Claim.objects.filter(indicator="泵站").update(kind="growth", unit="%", value=4, direction="down")
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "1.2")
    return report


def _copied(plan: Plan, cast: Cast) -> BodyReport:
    report = february(plan, cast)
    write(cast, report, "泵站", "9", TEXT)
    return report


def _repeated(plan: Plan, cast: Cast) -> BodyReport:
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "3", TEXT)
    write(cast, report, "整治河道", "30", TEXT)
    return report


def _shared(plan: Plan, cast: Cast) -> BodyReport:
    report = month_of(plan, cast, 3)
    for name in ("泵站", "整治河道"):
        write(cast, report, name, "3", f"{name}完成3。")
        attach(cast.lu, report, claim(name).commitment, "单.pdf", io.BytesIO(b"%PDF-1.7 a"))
    return report


def _bare_step(plan: Plan, cast: Cast) -> BodyReport:
    of = claim("泵站").commitment
    day = Plan.objects.get(pk=plan.pk).created_at.date()
    step = add_milestone(cast.shen, of, "选址完成", day)
    report = month_of(plan, cast, 3)
    write(cast, report, "泵站", "3", steps=[StepInput(step.pk, day)])
    return report


Case = Callable[[Plan, Cast], BodyReport]
CASES: dict[str, tuple[Case, str]] = {
    "fallen_total": (_fall, "泵站 累计数由 9座"),
    "moved_tenfold": (_tenfold, "相差十倍以上"),
    "moved_rate": (_rate, "变动过大"),
    "far_from_target": (_far, "是目标的十倍以上"),
    "parts_of_things": (_parts, "2.25座，应是整数"),
    "impossible_share": (_share, "占比应在零和百分之百之间"),
    "other_source": (_other_source, "填报 3座，与公布的统计数“泵站统计”的 4座 不同"),
    "rise_for_fall": (_rise, "填的是上升 1.2%"),
    "copied_text": (_copied, "与上期几乎相同"),
    "repeated_text": (_repeated, "进展情况与 1.1.1 相同"),
    "shared_evidence": (_shared, "也用于 1.1.1"),
    "milestone_without_source": (_bare_step, "没有依据"),
}
"""Check → what makes it speak, and its words."""


def test_each_check_of_the_one_list_has_a_case() -> None:
    telling = {"missing_figure"}
    assert CHECKS.keys() == CASES.keys() | telling


@pytest.mark.parametrize("name", CASES)
def test_what_a_check_finds_is_answered_or_mended_before_signing(name: str, plan: Plan, cast: Cast) -> None:
    case, words = CASES[name]
    report = case(plan, cast)
    found = [f for f in rows_of(report)["1.1.2"].findings if f.unanswered]
    assert [words in f.message for f in found] == [True], found
    with pytest.raises(RowErrors, match="写明原因") as refused:
        sign(cast.wei, report)
    assert any(words in message for _n, _number, message in refused.value.errors)
    reasons = {
        row.commitment.pk: {f.code: "上月口径有误，已核实。" for f in row.findings} for row in rows_of(report).values()
    }
    sign(cast.wei, report, reasons)
    assert report.entries.get(commitment__number="1.1.2").explanations[found[0].code]


def test_a_changed_figure_is_asked_about_anew(plan: Plan, cast: Cast) -> None:
    report = _fall(plan, cast)
    code = rows_of(report)["1.1.2"].findings[0].code
    write(cast, report, "泵站", "7", explanations={code: "重复计算，已核减。"})
    assert not rows_of(report)["1.1.2"].findings[0].unanswered
    write(cast, report, "泵站", "6")
    assert rows_of(report)["1.1.2"].findings[0].unanswered


def test_the_checks_speak_while_one_types_and_the_draft_is_there_again(plan: Plan, cast: Cast, signed_in: Any) -> None:
    report, of = february(plan, cast), claim("泵站")
    browser, at = signed_in(cast.lu), f"/reporting/reports/{report.pk}/"
    fields = {f"version-{of.commitment_id}": "0", f"value-{of.pk}": "7"}
    fields |= {f"period-{of.pk}": f"{YEAR}-01..03", f"progress-{of.commitment_id}": "写到一半"}
    told = browser.post(f"{at}draft/", fields | {"row": str(of.commitment_id)}).content.decode()
    assert "累计数由 9座" in told
    assert f'name="explain-{of.commitment_id}-' in told
    assert "草稿已存" in told
    wrong = fields | {f"value-{of.pk}": "很多", "row": str(of.commitment_id)}
    assert "“很多”不是数字" in browser.post(f"{at}draft/", wrong).content.decode()
    again = signed_in(cast.lu).get(at).content.decode()
    assert "写到一半" in again
    assert 'value="很多"' in again
    assert not report.entries.exists(), "a draft is no report"
    assert browser.post(f"{at}discard/").status_code == 302
    assert "写到一半" not in browser.get(at).content.decode()


def test_a_draft_that_was_overtaken_stands_beside_what_was_saved(plan: Plan, cast: Cast, signed_in: Any) -> None:
    report, of = month_of(plan, cast, 3), claim("泵站")
    browser, at = signed_in(cast.lu), f"/reporting/reports/{report.pk}/"
    mine = {f"version-{of.commitment_id}": "0", f"progress-{of.commitment_id}": "我写的"}
    write(cast, report, "泵站", "3", "同事写的")
    answer = browser.post(at, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的" in page
    assert "同事写的" in page
    assert "我写的" in signed_in(cast.lu).get(at).content.decode()


def test_somebody_whose_session_ended_is_told_in_place(plan: Plan, cast: Cast, signed_in: Any) -> None:
    report = month_of(plan, cast, 3)
    at = f"/reporting/reports/{report.pk}/draft/"
    assert signed_in(None).post(at, {}, headers={"HX-Request": "true"}).status_code == 401


def test_a_published_figure_is_filled_in_locked_and_never_overridden(plan: Plan, cast: Cast, signed_in: Any) -> None:
    report, of = _other_source(plan, cast), claim("泵站")
    page = signed_in(cast.lu).get(f"/reporting/reports/{report.pk}/").content.decode()
    assert f'name="value-{of.pk}"' not in page
    assert "公布的统计数“泵站统计”" in page
    row = rows_of(report)["1.1.2"]
    sign(cast.wei, report, {of.commitment_id: {row.findings[0].code: "口径不同。"}})
    submit(cast.lu, report)
    accept_report(cast.shen, report)
    assert [f.value for f in Figure.objects.filter(claim=of)] == [4]


def test_one_indicator_has_one_figure_whatever_claims_ask_for_it(plan: Plan, cast: Cast) -> None:
    first, other = claim("泵站"), claim("污水管网")
    for one in (first, other):
        Claim.objects.filter(pk=one.pk).update(indicator="城镇新增就业", unit="人", kind="volume")
    principal, twin = sorted((first, other), key=lambda one: one.commitment.order)
    report = month_of(plan, cast, 3)
    rows = {f.claim.pk: f for row in build_month_rows(report) for f in row.figures}
    assert rows[principal.pk].source is None
    assert rows[twin.pk].source is not None
    period = f"{YEAR}-01..03"
    said = [FigureInput(principal, period, Decimal(80))]
    write_entry(cast.lu, report, EntryInput(principal.commitment, 0, figures=said))
    sign(cast.wei, report)
    submit(cast.lu, report)
    accept_report(cast.shen, report)
    assert {f.claim_id: f.value for f in Figure.objects.all()} == {principal.pk: 80, twin.pk: 80}


def test_the_earlier_month_stands_beside_and_not_the_newest(plan: Plan, cast: Cast) -> None:
    march = february(plan, cast, "2")
    write(cast, march, "泵站", "3")
    sign(cast.wei, march)
    submit(cast.lu, march)
    accept_report(cast.shen, march)
    of_march = next(f for f in rows_of(march)["1.1.2"].figures)
    assert of_march.last is not None
    assert of_march.last.value == 2


def test_steps_are_ticked_by_the_body_and_sent_back_or_confirmed_by_the_office(
    plan: Plan, cast: Cast, signed_in: Any
) -> None:
    saving: Commitment = plan.commitments.get(number="1.1.3")
    day = plan.created_at.date()
    step = add_milestone(cast.shen, saving, "印发规划", day)
    report = month_of(plan, cast, 3)
    at, liaison = f"/reporting/reports/{report.pk}/", signed_in(cast.lu)
    ticked = {f"version-{saving.pk}": "0", f"step-{step.pk}": str(day)}
    liaison.post(at, ticked | {f"source-{step.pk}": "规划文号 12"})
    sign(cast.wei, report)
    submit(cast.lu, report)
    office = signed_in(cast.shen)
    assert "单位报" in office.get(at).content.decode()
    office.post(f"{at}send-back/", {f"remark-{saving.pk}": "请附文件"})
    report.refresh_from_db()
    assert report.status == "sent_back"
    assert "督查室意见：请附文件" in liaison.get(at).content.decode()
    sign(cast.wei, report)
    submit(cast.lu, report)
    office.post(f"{at}accept/", {"milestone": step.pk, "empty": office.get(at).context["empty"]})
    step.refresh_from_db()
    assert (step.done_on, step.source) == (day, "规划文号 12")
    assert step.accepted_on is not None
    assert report.entries.get(commitment=saving).remark == ""


def test_a_fall_has_one_sign_from_the_form_to_the_table(plan: Plan, cast: Cast, signed_in: Any) -> None:
    of = claim("泵站")
    Claim.objects.filter(pk=of.pk).update(kind="growth", unit="%", value=4, direction="down")
    report = month_of(plan, cast, 3)
    at, browser = f"/reporting/reports/{report.pk}/", signed_in(cast.lu)
    form = {f"version-{of.commitment_id}": "0", f"value-{of.pk}": "4.2"}
    browser.post(at, form | {f"period-{of.pk}": f"{YEAR}-01..03"})
    page = browser.get(at).content.decode()
    assert "降幅（下降填正数）" in page
    assert f'name="value-{of.pk}" value="4.2"' in page
    sign(cast.wei, report)
    submit(cast.lu, report)
    accept_report(cast.shen, report)
    assess_plan(cast.shen, plan, dt.date(YEAR, 4, 10))
    judged = Assessment.objects.get(commitment=of.commitment_id, slot=0)
    assert [f.value for f in Figure.objects.filter(claim=of)] == [Decimal("-4.2")]
    assert (judged.value, judged.expected) == (Decimal("-4.2"), -4)
    office = signed_in(cast.shen)
    assert "-4.2%" in office.get(f"/boards/{plan.pk}/commitments/").content.decode()
    assert "-4.2,-4" in office.get(f"/boards/{plan.pk}/commitments.csv").content.decode()
    assert "下降 4%" in office.get(f"/boards/commitments/{of.commitment_id}/").content.decode()


def test_a_bodys_page_counts_what_it_leads(plan: Plan, cast: Cast, signed_in: Any) -> None:
    joint = plan.commitments.get(number="2.1.1")
    joint.responsibilities.create(body=cast.water, duty="cooperating", order=1)
    assess_plan(cast.shen, plan, dt.date(YEAR, 4, 10))
    office, own = signed_in(cast.shen), f"/boards/{plan.pk}/bodies/{cast.water.pk}/"
    page = office.get(own).content.decode()
    table = office.get(f"/boards/{plan.pk}/commitments/?body={cast.water.pk}").content.decode()
    led = plan.commitments.filter(number__startswith="1").count()
    assert f"{led} 项目标任务" in page
    assert f"{led} 项目标任务" in table
    assert "参与（协同）的目标任务 1 项" in page
