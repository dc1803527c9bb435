from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from html import escape

import pytest
from cast_of_people import Cast
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from invented_plan import YEAR

from duban_site.people.models import Person
from duban_site.plans.actions.edit_claim import adjust_target
from duban_site.plans.models import Claim, Commitment, Plan, Responsibility, State
from duban_site.reporting.actions.add_reply import reply
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, write_entry
from duban_site.reporting.models import Assessment, Figure

MOST = 12
MARCH, JUNE = dt.date(YEAR, 3, 31), dt.date(YEAR, 6, 30)
Browse = Callable[[Person | None], Client]


def figure(claim: Claim, month: int, value: str, serial: int = 1) -> Figure:
    end = dt.date(YEAR, month, 30)
    return Figure.objects.create(
        claim=claim,
        period=f"{YEAR}-01..{month:02d}",
        end=end,
        value=Decimal(value),
        published=end + dt.timedelta(days=8),
        version="preliminary",
        serial=serial,
        source="市水务局月报",
        accepted_at=timezone.now(),
    )


@pytest.fixture
def judged(plan: Plan, cast: Cast) -> Plan:
    """March: on schedule with rivers. June: fallen behind."""
    river = Claim.objects.get(indicator="整治河道")
    pipes = Claim.objects.get(indicator="污水管网")
    for claim, march, june in ((river, "40", "45"), (pipes, "30", "50")):
        figure(claim, 3, march)
        figure(claim, 6, june)
    assess_plan(cast.shen, plan, dt.date(YEAR, 4, 15))
    assess_plan(cast.shen, plan, dt.date(YEAR, 7, 15))
    return plan


def get(browser: Client, name: str, *args: object, **asked: str) -> HttpResponse:
    answer: HttpResponse = browser.get(reverse(name, args=args), asked)  # type: ignore[assignment]
    assert answer.status_code == 200
    return answer


def test_the_overview_counts_in_the_bulletins_order(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    answer = get(signed_in(cast.gao), "overview", judged.pk)
    months = answer.context["months"]  # type: ignore[attr-defined]
    assert months.as_of == dt.date(YEAR, 7, 15)
    listed = months.now.listed()
    assert [t.status for t in listed][:6] == [
        "completed", "ahead", "on_schedule", "near", "behind", "overdue",
    ]  # fmt: skip
    assert sum(t.count for t in listed) == judged.commitments.count() == 5
    assert {t.status: t.count for t in listed}["behind"] == 1
    assert {t.status: t.percent for t in listed}["behind"] == "20.0%"


def test_the_overview_says_what_changed(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    board = get(signed_in(cast.gao), "overview", judged.pk).context["board"]  # type: ignore[attr-defined]
    rivers = [row for row in board.changed if row.commitment.number == "1.1.1"]
    assert [(row.was, row.status) for row in rivers] == [("on_schedule", "behind")]
    assert board.changed_count == len(board.changed)


def test_an_earlier_day_can_be_shown(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    answer = get(signed_in(cast.gao), "overview", judged.pk, as_of=f"{YEAR}-04-15")
    months = answer.context["months"]  # type: ignore[attr-defined]
    assert months.now.counts.get("behind", 0) == 0
    assert months.before is None


def test_the_living_report_is_the_reports_text(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    from html.parser import HTMLParser

    class Text(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.kept: list[str] = []
            self.skip = 0

        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if self.skip or ("class", "mark") in attrs:
                self.skip += 1

        def handle_endtag(self, _tag: str) -> None:
            self.skip -= bool(self.skip)

        def handle_data(self, data: str) -> None:
            if not self.skip:
                self.kept.append(data)

    text = str(get(signed_in(cast.bai), "living", judged.pk).context["text"])  # type: ignore[attr-defined]
    parser = Text()
    parser.feed(text)
    assert "".join("".join(parser.kept).split()) == "".join(judged.text.split())
    river = judged.commitments.get(number="1.1.1")
    assert f'href="{reverse("board_commitment", args=[river.pk])}"' in text
    assert 'class="c s-behind' in text
    assert "欠进度" in text, "the status is a word too"


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"q": "污水"}, ["1.1.1"]),
        ({"q": "零售总额 增长"}, ["2.1.1"]),
        ({"q": "泵站 河道"}, []),
        ({"q": "2.1"}, ["2.1.1"]),
        ({"part": "1"}, ["1.1.1", "1.1.2", "1.1.3"]),
        ({"status": "behind"}, ["1.1.1"]),
        ({"status": "behind", "as_of": f"{YEAR}-04-15"}, []),
        ({"type": "qualitative"}, ["1.1.3"]),
        ({"type": "invented"}, ["0.0.1", "1.1.1", "1.1.2", "1.1.3", "2.1.1"]),
        ({"part": "x"}, ["0.0.1", "1.1.1", "1.1.2", "1.1.3", "2.1.1"]),
    ],
)
def test_the_table_is_filtered_and_searched(
    asked: dict[str, str], numbers: list[str], judged: Plan, cast: Cast, signed_in: Browse
) -> None:
    page = get(signed_in(cast.tan), "board_table", judged.pk, **asked).context["page"]  # type: ignore[attr-defined]
    assert [one.number for one in page.object_list] == numbers


def test_periods_are_in_words_and_a_forecast_ends_with_the_year(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    rivers = judged.commitments.get(number="1.1.1")
    page = get(signed_in(cast.gao), "board_commitment", rivers.pk).content.decode()
    assert f"{YEAR}年上半年" in page
    assert f"{YEAR}-01..06" not in page
    assert "默认规则" in page
    assert "规则：default" not in page
    assert "全年预计" in page
    after = dt.date(YEAR + 1, 1, 20)
    Assessment.objects.filter(plan=judged, as_of=dt.date(YEAR, 7, 15)).update(as_of=after)
    assert "全年预计" not in get(signed_in(cast.gao), "board_commitment", rivers.pk).content.decode()


def test_a_leader_reads_the_worst_first_with_gap_and_reason(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    lights = {"1.1.1": ("behind", "yellow"), "1.1.2": ("behind", "red"), "1.1.3": ("overdue", "red")}
    for number, (status, light) in lights.items():
        rows = Assessment.objects.filter(plan=judged, commitment__number=number, as_of=dt.date(YEAR, 7, 15), slot=0)
        rows.update(status=status, light=light)
    report = open_round(cast.shen, judged, 6).reports.get(body=cast.water)
    rivers = judged.commitments.get(number="1.1.1")
    write_entry(cast.lu, report, EntryInput(rivers, 0, "河道完成45公里。", "征地晚了两个月", "", []))
    type(report).objects.filter(pk=report.pk).update(status="accepted")
    answer = get(signed_in(cast.gao), "board_leader", judged.pk, cast.gao_leader.pk)
    assert [row.number for row in answer.context["rows"]] == ["1.1.3", "1.1.2", "1.1.1"]  # type: ignore[attr-defined]
    page = answer.content.decode()
    assert "单位说明：征地晚了两个月" in page
    assert "单位还没有说明" in page
    assert re.search(r"差\s*15", page)


def test_the_table_is_filtered_by_unit_and_leader(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    browser = signed_in(cast.shen)
    for asked, count in (({"body": str(cast.commerce.pk)}, 2), ({"leader": str(cast.gao_leader.pk)}, 3)):
        page = get(browser, "board_table", judged.pk, **asked).context["page"]  # type: ignore[attr-defined]
        assert page.paginator.count == count


def test_the_exports_hold_the_filtered_rows(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    import csv

    import openpyxl

    browser = signed_in(cast.gao)
    text = get(browser, "board_csv", judged.pk, q="河道").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "1.1.1"
    assert rows[1][9:12] == ["45", "60", "-15"]
    book = openpyxl.load_workbook(io.BytesIO(get(browser, "board_xlsx", judged.pk).content))
    cells = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[0] for row in cells[1:]] == ["0.0.1", "1.1.1", "1.1.2", "1.1.3", "2.1.1"]
    assert cells[2][9] == 45


def test_no_cell_of_the_csv_is_a_formula(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    Commitment.objects.filter(number="1.1.1").update(text="=1+1")
    text = get(signed_in(cast.gao), "board_csv", judged.pk).content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_units_with_most_behind_come_first(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    groups = get(signed_in(cast.gao), "board_bodies", judged.pk).context["bodies"]  # type: ignore[attr-defined]
    assert [(g.name, g.total, g.late) for g, _bar in groups] == [("市水务局", 3, 1), ("市商务局", 2, 0)]
    rows = get(signed_in(cast.bai), "board_body", judged.pk, cast.water.pk).context["rows"]  # type: ignore[attr-defined]
    assert [one.number for one in rows] == ["1.1.1", "1.1.2", "1.1.3"]


def test_the_page_of_one_commitment_shows_the_sum_and_where_it_came_from(
    judged: Plan, cast: Cast, signed_in: Browse
) -> None:
    river = Claim.objects.get(indicator="整治河道")
    figure(river, 6, "47", serial=2)
    adjust_target(cast.shen, river, {"value": Decimal(100)}, reason="工程改线", document="云政办〔2031〕5号")
    one = river.commitment
    now = one.assessments.get(slot=0, as_of=dt.date(YEAR, 7, 15))
    reply(cast.wei, now, "汛期停工一个月。")
    body = get(signed_in(cast.bai), "board_commitment", one.pk).content.decode()
    own = one.assessments.get(slot=river.pk, as_of=now.as_of)
    assert escape(own.sum["zh"]) in body
    assert escape(own.sum["en"]) in body
    for shown in ("市水务局月报", "工程改线", "汛期停工一个月。", "第 2 次", "高远", "<svg", "45公里", "47公里"):
        assert shown in body, shown


def test_drafts_of_a_unit_are_never_on_a_board(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    opened = open_round(cast.shen, judged, 8)
    pumps = judged.commitments.get(number="1.1.2")
    write_entry(cast.lu, opened.reports.get(body=cast.water), EntryInput(pumps, 0, "尚未签发的话"))
    for person in (cast.shen, cast.bai, cast.gao, cast.tan, cast.lu):
        body = get(signed_in(person), "board_commitment", pumps.pk).content.decode()
        assert "尚未签发的话" not in body


def test_simulated_figures_say_so(judged: Plan, cast: Cast, signed_in: Browse) -> None:
    one = judged.commitments.get(number="1.1.1")
    pages = [("overview", judged.pk), ("living", judged.pk), ("board_table", judged.pk)]
    pages += [("board_bodies", judged.pk), ("board_commitment", one.pk), ("board_card", one.pk)]
    browser = signed_in(cast.gao)
    assert not any("模拟" in get(browser, *page).content.decode() for page in pages)
    Plan.objects.update(simulated=True)
    for page in pages:
        assert "模拟" in get(browser, *page).content.decode(), page
    assert "模拟" in get(browser, "board_csv", judged.pk).content.decode()


def test_a_plan_without_assessments_says_what_to_do(plan: Plan, cast: Cast, signed_in: Browse) -> None:
    browser = signed_in(cast.gao)
    for name in ("overview", "living", "board_table", "board_bodies"):
        assert "还没有评价" in get(browser, name, plan.pk).content.decode()
    page = get(browser, "board_table", plan.pk).context["page"]  # type: ignore[attr-defined]
    assert page.paginator.count == 5, "what is promised is listed from the first day"


def multiply(plan: Plan, times: int) -> None:
    """The plan's commitments again and again, with all that hangs on them."""
    for one in list(plan.commitments.all()):
        for n in range(times):
            copy = Commitment.objects.create(
                plan=plan, topic=one.topic, order=one.order, number=f"{one.number}-{n}",
                type=one.type, text=one.text, start=one.start, end=one.end,
                state=State.ACCEPTED, leader=one.leader, deadline=dt.date(YEAR, 7, 31),
            )  # fmt: skip
            for duty in one.responsibilities.all():
                Responsibility.objects.create(commitment=copy, body=duty.body, duty=duty.duty)
            for claim in one.claims.all():
                figures = list(claim.figures.all())
                claim.pk, claim.commitment = None, copy
                claim.save()
                for own in figures:
                    own.pk, own.claim = None, claim
                    own.save()


BOARDS = ("boards", "overview", "living", "board_table", "board_csv", "board_bodies")


@pytest.mark.parametrize("name", [*BOARDS, "board_body", "board_leader", "board_commitment"])
def test_no_board_asks_more_than_twelve_times_nor_more_for_more_rows(
    name: str, judged: Plan, cast: Cast, signed_in: Browse
) -> None:
    arguments: list[object] = {
        "boards": [],
        "board_body": [judged.pk, cast.water.pk],
        "board_leader": [judged.pk, cast.gao_leader.pk],
        "board_commitment": [judged.commitments.get(number="1.1.1").pk],
    }.get(name, [judged.pk])
    browser = signed_in(cast.shen)
    get(browser, name, *arguments)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(browser, name, *arguments)
        return len(queries)

    few = asked()
    multiply(judged, 12)
    Assessment.objects.all().delete()
    for day in (dt.date(YEAR, 4, 15), dt.date(YEAR, 5, 15), dt.date(YEAR, 7, 15)):
        assess_plan(cast.shen, judged, day)
    most = MOST + (name == "board_commitment")  # one for its supervision orders
    assert (few, asked()) <= (most, most)
    assert asked() <= few
