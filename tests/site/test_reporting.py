from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from invented_plan import YEAR

from duban_site.core.errors import Refused
from duban_site.core.evidence_store import get_evidence_path
from duban_site.people.models import Person
from duban_site.plans.actions.edit_claim import adjust_target
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.add_reply import reply
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.attach_evidence import attach, detach
from duban_site.reporting.actions.check_report import accept_report, send_back
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.set_schedule import accept_milestone, add_milestone, set_schedule
from duban_site.reporting.actions.sign_report import sign, submit, withdraw_signature
from duban_site.reporting.actions.write_entry import EntryConflict, EntryInput, FigureInput, write_entry
from duban_site.reporting.models import Assessment, BodyReport, Figure, ReportStatus, Schedule
from duban_site.reporting.queries.office import count_statuses
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.freezing.claims import freeze_claims

SignIn = Callable[[Person | None], Client]


def claim(plan: Plan, indicator: str) -> Claim:
    return Claim.objects.get(commitment__plan=plan, indicator=indicator)


def water_report(plan: Plan, cast: Cast, month: int = 3) -> BodyReport:
    opened = open_round(cast.shen, plan, month)
    return BodyReport.objects.get(round=opened, body=cast.water)


def entry(plan: Plan, indicator: str, value: str, period: str, version: int = 0) -> EntryInput:
    of = claim(plan, indicator)
    figure = FigureInput(of, period, Decimal(value))
    return EntryInput(of.commitment, version, f"完成{value}", "", "继续推进", [figure])


def report_through(plan: Plan, cast: Cast, month: int, value: str, period: str) -> None:
    paper = water_report(plan, cast, month)
    write_entry(cast.lu, paper, entry(plan, "泵站", value, period))
    sign(cast.wei, paper)
    submit(cast.lu, paper)
    accept_report(cast.shen, paper)


def pumps(plan: Plan, as_of: dt.date) -> Assessment:
    return Assessment.objects.get(commitment__number="1.1.2", plan=plan, as_of=as_of, slot=0)


def test_a_round_asks_each_lead_unit_once_and_is_due_on_a_working_day(plan: Plan, cast: Cast) -> None:
    opened = open_round(cast.shen, plan, 3)
    assert {r.body for r in opened.reports.all()} == {cast.water, cast.commerce}
    assert opened.as_of == dt.date(YEAR, 3, 31)
    assert dt.date(YEAR, 4, 5) <= opened.due < opened.late_after
    with pytest.raises(Refused, match="布置过"):
        open_round(cast.shen, plan, 3)


def test_a_month_from_figure_to_light(plan: Plan, cast: Cast) -> None:
    report_through(plan, cast, 3, "3", f"{YEAR}-Q1")
    march = dt.date(YEAR, 4, 8)
    assess_plan(cast.shen, plan, march)
    found = pumps(plan, march)
    assert (found.status, found.light) == ("on_schedule", "green")
    assert (found.value, found.expected, found.gap) == (3, 3, 0)
    assert found.sum["inputs"]["figure"]["value"] == "3"
    assert "12" in found.sum["zh"]


def accepted_on(day: dt.date, *, published: dt.date | None = None) -> None:
    """The newest figure as if accepted on that day; `published` as if its day of publication had been typed."""
    newest = Figure.objects.order_by("-pk")[:1].get()
    moment = dt.datetime.combine(day, dt.time(9), timezone.get_current_timezone())
    Figure.objects.filter(pk=newest.pk).update(accepted_at=moment, published=published)


def test_a_figure_without_a_day_of_publication_counts_from_its_acceptance(plan: Plan, cast: Cast) -> None:
    before, after = dt.date(YEAR, 4, 19), dt.date(YEAR, 4, 21)
    report_through(plan, cast, 3, "3", f"{YEAR}-Q1")
    accepted_on(dt.date(YEAR, 4, 20))
    for day in (before, after):
        assess_plan(cast.shen, plan, day)
    assert pumps(plan, before).status == "no_data"
    assert pumps(plan, after).value == 3
    commitment = plan.commitments.get(number="1.1.2")
    frozen = [freeze_claims([commitment.pk], day)[commitment.pk][0]["figures"] for day in (before, after)]
    assert [len(figures) for figures in frozen] == [0, 1]


def test_a_corrected_figure_replaces_an_undated_one_that_was_known_later(plan: Plan, cast: Cast) -> None:
    report_through(plan, cast, 3, "3", f"{YEAR}-Q1")
    accepted_on(dt.date(YEAR, 4, 20))
    report_through(plan, cast, 4, "4", f"{YEAR}-Q1")
    accepted_on(dt.date(YEAR, 4, 25), published=dt.date(YEAR, 4, 10))
    day = dt.date(YEAR, 5, 2)
    assess_plan(cast.shen, plan, day)
    assert pumps(plan, day).value == 4


def test_after_assessing_a_past_day_its_own_statuses_are_counted(plan: Plan, cast: Cast, signed_in: SignIn) -> None:
    report_through(plan, cast, 3, "3", f"{YEAR}-Q1")
    past, newest = dt.date(YEAR, 2, 20), dt.date(YEAR, 4, 8)
    assess_plan(cast.shen, plan, newest)
    asked = signed_in(cast.shen).post(f"/reporting/plans/{plan.pk}/assess/", {"as_of": past}, follow=True)
    page = asked.content.decode()
    assert f"{past} 的评价" in page
    assert asked.context["assessed"] == count_statuses(plan, past)
    assert asked.context["assessed"] != count_statuses(plan)
    assert f"看最新的（{newest}）" in page


def test_a_figure_for_the_same_period_is_a_new_version_not_an_overwriting(plan: Plan, cast: Cast) -> None:
    report_through(plan, cast, 3, "3", f"{YEAR}-Q1")
    report_through(plan, cast, 4, "4", f"{YEAR}-Q1")
    assert list(Figure.objects.order_by("serial").values_list("serial", "value")) == [(1, Decimal(3)), (2, Decimal(4))]
    assess_plan(cast.shen, plan, dt.date(YEAR, 5, 8))
    assert pumps(plan, dt.date(YEAR, 5, 8)).value == 4


def test_a_red_month_that_is_caught_up_turns_yellow(plan: Plan, cast: Cast) -> None:
    report_through(plan, cast, 3, "0", f"{YEAR}-Q1")
    assess_plan(cast.shen, plan, dt.date(YEAR, 3, 31))
    assert pumps(plan, dt.date(YEAR, 3, 31)).light == "red"
    report_through(plan, cast, 6, "7", f"{YEAR}-H1")
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    assert pumps(plan, dt.date(YEAR, 6, 30)).light == "yellow"


def test_a_commitment_stands_as_its_weakest_claim_and_names_it(plan: Plan, cast: Cast) -> None:
    paper = water_report(plan, cast, 6)
    river, pipes = claim(plan, "整治河道"), claim(plan, "污水管网")
    half = f"{YEAR}-H1"
    figures = [FigureInput(river, half, Decimal(70)), FigureInput(pipes, half, Decimal(10))]
    write_entry(cast.lu, paper, EntryInput(river.commitment, 0, figures=figures))
    sign(cast.wei, paper)
    submit(cast.wei, paper)
    accept_report(cast.shen, paper)
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    rows = {r.slot: r for r in Assessment.objects.filter(commitment=river.commitment)}
    assert rows.keys() == {0, river.pk, pipes.pk}
    assert rows[0].claim_id == rows[0].sum["weakest"] == pipes.pk
    assert rows[0].status == rows[pipes.pk].status == "behind"
    assert rows[river.pk].status == "ahead" or rows[river.pk].status == "on_schedule"


def test_judging_again_replaces_the_result_and_keeps_the_reply(plan: Plan, cast: Cast) -> None:
    day = dt.date(YEAR, 6, 30)
    assess_plan(cast.shen, plan, day)
    said = reply(cast.wei, pumps(plan, day), "泵站设备到货推迟。")
    assess_plan(cast.shen, plan, day)
    assert pumps(plan, day).replies.get() == said
    with pytest.raises(PermissionDenied):
        reply(cast.bai, pumps(plan, day), "与我无关")


def test_a_qualitative_commitment_goes_by_milestones_with_a_source(plan: Plan, cast: Cast) -> None:
    saving = plan.commitments.get(number="1.1.3")
    step = add_milestone(cast.shen, saving, "印发规划", dt.date(YEAR, 5, 31))
    with pytest.raises(Refused, match="依据"):
        accept_milestone(cast.shen, step, dt.date(YEAR, 5, 20))
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    assert Assessment.objects.get(commitment=saving).status == "overdue"
    accept_milestone(cast.shen, step, dt.date(YEAR, 6, 20), source="规划文号 12")
    assess_plan(cast.shen, plan, dt.date(YEAR, 7, 31))
    last = Assessment.objects.filter(commitment=saving).latest("as_of")
    assert last.status == "completed"


def test_a_changed_target_counts_from_its_day(plan: Plan, cast: Cast) -> None:
    report_through(plan, cast, 6, "5", f"{YEAR}-H1")
    adjust_target(cast.shen, claim(plan, "泵站"), {"value": Decimal(10)}, reason="选址调整")
    day = dt.date(YEAR, 6, 30)
    assess_plan(cast.shen, plan, day)
    today = claim(plan, "泵站").changes.get().at.date()
    assert pumps(plan, day).expected == (6 if today > day else 5)


def test_a_schedule_that_falls_is_refused_with_the_reason(plan: Plan, cast: Cast) -> None:
    shares = {f"{YEAR}-Q1": "0.5", f"{YEAR}-H1": "0.2"}
    schedule = Schedule(claim=claim(plan, "泵站"), kind="curve", shares=shares)
    with pytest.raises(Refused, match="序时计划无法使用"):
        set_schedule(cast.shen, schedule)


def test_a_unit_follows_its_own_curve(plan: Plan, cast: Cast) -> None:
    shares = {f"{YEAR}-Q1": "0", f"{YEAR}-H1": "0.25", f"{YEAR}": "1"}
    set_schedule(cast.shen, Schedule(claim=claim(plan, "泵站"), kind="curve", shares=shares))
    report_through(plan, cast, 6, "3", f"{YEAR}-H1")
    assess_plan(cast.shen, plan, dt.date(YEAR, 6, 30))
    found = pumps(plan, dt.date(YEAR, 6, 30))
    assert (found.expected, found.status) == (3, "on_schedule")


def test_two_people_on_one_entry_the_second_is_told_and_nothing_is_lost(plan: Plan, cast: Cast) -> None:
    paper = water_report(plan, cast)
    first = write_entry(cast.lu, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    with pytest.raises(EntryConflict) as conflict:
        write_entry(cast.lu, paper, entry(plan, "泵站", "4", f"{YEAR}-Q1"))
    assert conflict.value.theirs == first
    assert conflict.value.mine.progress == "完成4"
    first.refresh_from_db()
    assert first.progress == "完成3"
    again = write_entry(cast.lu, paper, entry(plan, "泵站", "4", f"{YEAR}-Q1", version=first.version))
    assert again.progress == "完成4"


@pytest.mark.parametrize(
    ("period", "says"), [(f"{YEAR}-01", "1—2月"), (f"{YEAR - 1}-Q1", "不在"), ("三月", "不是数据期")]
)
def test_a_wrong_period_is_refused_in_words(plan: Plan, cast: Cast, period: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        write_entry(cast.lu, water_report(plan, cast), entry(plan, "泵站", "1", period))
    assert says in str(refused.value).replace(" ", "")


def test_a_signed_report_is_closed_until_the_head_takes_it_back(plan: Plan, cast: Cast) -> None:
    paper = water_report(plan, cast)
    with pytest.raises(Refused, match="没有填写"):
        sign(cast.wei, paper)
    first = write_entry(cast.lu, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    with pytest.raises(Refused, match="先由单位负责人签发"):
        submit(cast.lu, paper)
    sign(cast.wei, paper)
    changed = entry(plan, "泵站", "4", f"{YEAR}-Q1", first.version)
    with pytest.raises(Refused, match="不能再改"):
        write_entry(cast.lu, paper, changed)
    withdraw_signature(cast.wei, paper)
    write_entry(cast.lu, paper, changed)


def test_a_report_sent_back_says_why_and_opens_again(plan: Plan, cast: Cast) -> None:
    paper = water_report(plan, cast)
    first = write_entry(cast.lu, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    sign(cast.wei, paper)
    submit(cast.lu, paper)
    with pytest.raises(Refused, match="退回原因"):
        send_back(cast.shen, paper, "")
    paper = send_back(cast.shen, paper, "请附验收单")
    assert (paper.status, paper.reason) == (ReportStatus.SENT_BACK, "请附验收单")
    write_entry(cast.lu, paper, entry(plan, "泵站", "2", f"{YEAR}-Q1", first.version))
    assert not Figure.objects.exists()


def test_a_report_with_remarks_alone_says_on_which_commitments(plan: Plan, cast: Cast) -> None:
    paper = water_report(plan, cast)
    pumps = claim(plan, "泵站").commitment
    write_entry(cast.lu, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    sign(cast.wei, paper)
    submit(cast.lu, paper)
    assert send_back(cast.shen, paper, "", {pumps.pk: "请附验收单"}).reason == f"请看这些任务上的意见：{pumps.number}"


def test_another_units_liaison_can_do_nothing_here(plan: Plan, cast: Cast) -> None:
    paper = water_report(plan, cast)
    with pytest.raises(PermissionDenied):
        write_entry(cast.bai, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    with pytest.raises(PermissionDenied):
        attach(cast.bai, paper, claim(plan, "泵站").commitment, "a.txt", io.BytesIO(b"text"))
    for attempt in (lambda: sign(cast.lu, paper), lambda: accept_report(cast.shen, paper)):
        with pytest.raises(PermissionDenied):
            attempt()  # a liaison does not sign; the office does not take a draft


def test_evidence_is_kept_by_its_hash_and_refused_by_its_content(plan: Plan, cast: Cast) -> None:
    paper, of = water_report(plan, cast), claim(plan, "泵站").commitment
    kept = attach(cast.lu, paper, of, "../../验收单.pdf", io.BytesIO(b"%PDF-1.7 invented"))
    assert kept.name == "验收单.pdf"
    assert get_evidence_path(kept.sha256).read_bytes() == b"%PDF-1.7 invented"
    for content in (b"<html><script>", b"MZ\0\0", b""):
        with pytest.raises(Refused):
            attach(cast.lu, paper, of, "验收单.pdf", io.BytesIO(content))
    detach(cast.lu, kept)
    assert not paper.entries.get().evidence.exists()


def test_an_empty_item_is_asked_about_when_signed_and_when_accepted(plan: Plan, cast: Cast, signed_in: SignIn) -> None:
    paper = water_report(plan, cast)
    write_entry(cast.lu, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    head, office = signed_in(cast.wei), signed_in(cast.shen)
    address = f"/reporting/reports/{paper.pk}/"
    page = head.get(address)
    empty = page.context["empty"]
    assert empty > 0
    assert f"有 {empty} 项没有填报" in page.content.decode()
    asked = head.post(f"{address}sign/")
    assert (asked.status_code, "项没有填报：1.1" in asked.content.decode()) == (422, True)
    assert "已签发" in head.post(f"{address}sign/", {"empty": empty}, follow=True).content.decode()
    submit(cast.lu, paper)
    assert office.post(f"{address}accept/").status_code == 422
    assert not Figure.objects.exists()
    assert "已采用" in office.post(f"{address}accept/", {"empty": empty}, follow=True).content.decode()


def test_a_report_that_comes_after_the_closing_says_so_to_both_sides(plan: Plan, cast: Cast, signed_in: SignIn) -> None:
    paper = water_report(plan, cast)
    assess_plan(cast.shen, plan, dt.date(YEAR, 4, 8))
    liaison, office, address = signed_in(cast.lu), signed_in(cast.shen), f"/reporting/reports/{paper.pk}/"
    words = "没有用到这份报告"
    assert words not in liaison.get(address).content.decode()
    close_month(cast.shen, plan, 3)
    assert words in liaison.get(address).content.decode()
    write_entry(cast.lu, paper, entry(plan, "泵站", "3", f"{YEAR}-Q1"))
    sign(cast.wei, paper)
    submit(cast.lu, paper)
    assert words in office.get(address).content.decode()
    accept_report(cast.shen, paper)
    assert words in office.get(address).content.decode()
    close_month(cast.shen, plan, 3)
    assert words not in office.get(address).content.decode()
