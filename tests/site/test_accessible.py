"""axe-core finds no serious fault on any page of the core, in light and dark; none scrolls sideways."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import an_order
import compared_plans
import invented_plan
import pytest
from cast_of_people import PASSWORD, Cast
from next_year import NEXT
from old_trees import OLD, TREES

import a_chromium
import an_axe
from duban.registers import Datum, Point, read_template_text
from duban_site.bulletins.actions.circulate import add_comment, circulate
from duban_site.bulletins.actions.write_bulletin import edit_bulletin, write_bulletin
from duban_site.bulletins.blocks import make_paragraph, parse_blocks
from duban_site.core.clock import today
from duban_site.orders.actions import aftercare
from duban_site.orders.actions.propose import propose_orders
from duban_site.plans.models import Commitment, Plan
from duban_site.public.actions.answer_clue import answer_clue
from duban_site.public.actions.moderate import forward_clue
from duban_site.public.actions.send_clue import Sender, send_clue
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.enter_readings import enter_reading
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.sign_report import sign, submit
from duban_site.reporting.actions.write_entry import EntryInput, write_entry
from duban_site.reporting.models import Assessment
from duban_site.snapshots.actions.close_month import close_month
from duban_site.verification.actions.decide_row import decide_row
from duban_site.verification.actions.open_check import open_check

SIZES = {"light": {"width": 1280, "height": 900}, "dark": {"width": 360, "height": 780}}
"""Light at a desk and dark on a phone: what is wrong in either shows in one of the two walks."""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with a_chromium.for_django() as launched:
        yield launched


@pytest.fixture
def pages(plan: Plan, cast: Cast) -> list[tuple[str, str]]:
    """(who, where): every page of the core with something on it."""
    opened = open_round(cast.shen, plan, 3)
    report = opened.reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    write_entry(cast.lu, report, EntryInput(pumps, 0, "已完成三座改造。", "设备晚到"))
    attach(cast.lu, report, pumps, "验收单.pdf", io.BytesIO(b"%PDF-1.7 invented"))
    assess_plan(cast.shen, plan, opened.as_of)
    sign(cast.wei, report)
    submit(cast.lu, report)
    draft = open_round(cast.shen, plan, 4).reports.get(body=cast.water)
    order = an_order.at("replied", plan, cast)
    ended = after_the_end(plan, cast)
    judged_twice(plan)
    propose_orders(cast.shen, plan, dt.date(2031, 5, 31))
    other = invented_plan.draft(cast)
    rivers = other.commitments.get(number="1.1.1")
    trees = declare_register(cast.shen, TREES)
    tree = create_record(cast.shen, trees, OLD | {"site": Point(Decimal(102), Decimal(25), Datum.WGS84)})
    compared_plans.chain(cast)
    seen = office_pages(plan, other.pk, rivers.pk, report.pk) + closed_month_pages(plan, cast)
    return [
        *clue_pages(pumps, cast),
        *(("shen", url) for url in register_pages(plan, trees.pk, tree.pk)),
        *(("shen", url) for url in tool_pages(cast)),
        *(("shen", url) for url in seen),
        *order_pages(order.pk),
        *(("shen", f"/orders/{pk}/") for pk in ended),
        *read_by_others(plan, report.pk),
        ("lu", f"/reporting/reports/{draft.pk}/"),
        ("wei", f"/reporting/reports/{draft.pk}/"),
        ("ning", "/accounts/"),
        ("ning", "/accounts/new/"),
        ("tan", "/log/?verify=1"),
        ("shen", "/comparison/"),
        ("shen", "/public/comparison/"),
    ]


def closed_month_pages(plan: Plan, cast: Cast) -> list[str]:
    """March closed with an unchecked report, a year's check, and a bulletin with faults."""
    closed = close_month(cast.shen, plan, 3, with_unchecked=True)
    checked = open_check(cast.shen, plan, "next.txt", NEXT.encode())
    decide_row(cast.shen, checked.rows.get(indicator="整治河道"), "near", "顺延")
    made = write_bulletin(cast.shen, closed)
    text = [*parse_blocks(made.blocks), make_paragraph("另有3项正在核实。")]
    made = edit_bulletin(cast.shen, made, 1, title=made.title, head={}, text_blocks=text)
    add_comment(cast.lu, circulate(cast.shen, made, dt.date(2099, 1, 1)), "请写全原因。")
    return [
        "/snapshots/",
        f"/snapshots/plans/{plan.pk}/",
        f"/snapshots/{closed.pk}/?verify=1",
        f"/snapshots/{closed.pk}/publish/",
        "/verification/",
        f"/verification/plans/{plan.pk}/new/",
        f"/verification/{checked.pk}/",
        f"/verification/{checked.pk}/facing/",
        "/bulletins/",
        f"/bulletins/{made.pk}/",
        f"/bulletins/{made.pk}/edit/",
        f"/bulletins/papers/{closed.pk}/",
    ]


def after_the_end(plan: Plan, cast: Cast) -> list[int]:
    """An order done of which a review is asked, and one that might go into the next year."""
    rivers = plan.commitments.get(number="1.1.1")
    kept = an_order.at("closed", plan, cast, commitment=None, title="河道保洁")
    aftercare.appeal_conclusion(cast.wei, kept, an_order.paper("请再核实。"))
    an_order.year_after(plan)
    return [kept.pk, an_order.at("handling", plan, cast, commitment=rivers).pk]


def read_by_others(plan: Plan, report: int) -> list[tuple[str, str]]:
    """The boards and papers as leader, head, liaison and auditor see them."""
    pumps, at = plan.commitments.get(number="1.1.2"), f"/boards/{plan.pk}/"
    boards = [at, f"{at}report/", f"{at}commitments/", f"{at}bodies/"]
    return [
        *(("gao", url) for url in ("/boards/own/", *boards, "/reporting/late/", "/plans/")),
        *(("wei", url) for url in (f"/boards/commitments/{pumps.pk}/", "/reporting/month/")),
        ("wei", f"/reporting/assessments/{pumps.assessments.first().pk}/"),
        ("lu", f"/reporting/commitments/{pumps.pk}/schedule/"),
        *(("tan", url) for url in ("/accounts/", "/bodies/", f"/reporting/reports/{report}/")),
        *(("tan", f"/plans/{plan.pk}/{url}") for url in ("", "review/1/", "assign/1/")),
    ]


def judged_twice(plan: Plan) -> None:
    """The rivers are behind at the ends of two months."""
    rivers = plan.commitments.get(number="1.1.1")
    for day in (dt.date(2031, 4, 30), dt.date(2031, 5, 31)):
        Assessment.objects.create(
            plan=plan, commitment=rivers, as_of=day, status="behind", sum={"zh": "差", "en": "less"}
        )


def order_pages(order: int) -> list[tuple[str, str]]:
    at = "/orders/"
    of_office = ["", "due/", "proposals/", "new/", f"{order}/", f"{order}/print/"]
    return [
        *(("shen", at + url) for url in of_office),
        *(("wei", at + url) for url in ("mine/", "notices/", "calendar/", f"{order}/")),
        ("gao", f"{at}{order}/"),
    ]


def clue_pages(pumps: Commitment, cast: Cast) -> list[tuple[str, str]]:
    """A clue that waits, one forwarded to the unit, and one that the unit answered."""
    text = "三号泵站门口的围挡还没有拆，请核实。"
    waiting, sent, said = (send_clue(Sender(f"203.0.113.{n}", f"b{n}"), pumps, text, "13900001234") for n in (1, 2, 3))
    forward_clue(cast.shen, sent, cast.water)
    answer_clue(cast.lu, forward_clue(cast.shen, said, cast.water), "已经拆除。")
    return [
        *(("shen", f"/clues/{clue.pk}/") for clue in (waiting, sent, said)),
        ("shen", "/clues/"),
        ("lu", f"/clues/{sent.pk}/"),
        ("lu", "/clues/"),
    ]


def register_pages(plan: Plan, register: int, record: int) -> list[str]:
    at, of = f"/registers/{register}/", f"/registers/records/{record}/"
    tabs = ("", "board/", "map/", "measures/", "measures/badged/", "import/", "declaration/", "new/")
    own = ("", "change/?correct", "move/judged/", "rows/visits/")
    return [
        "/registers/",
        "/registers/new/",
        "/registers/new/?own",
        f"/registers/plans/{plan.pk}/",
        *(at + tab for tab in tabs),
        *(of + page for page in own),
    ]


def tool_pages(cast: Cast) -> list[str]:
    """Water judged, a road within its no-dig years, a record to be chosen, companies to match."""
    water = declare_register(cast.shen, read_template_text("water"))
    section = {"section": "青溪桥", "kind": "国控断面", "body": "河流", "year": 2031, "target": 3}
    made = create_record(cast.shen, water, section | {"lead_body": "市水务局"})
    for month, phosphorus in ((1, "0.1"), (2, "0.4")):
        reading = {"month_end": dt.date(2031, month, 28), "phosphorus": Decimal(phosphorus)}
        enter_reading(cast.shen, made, reading)
    road = declare_register(cast.shen, read_template_text("road"))
    permit = {"road": "北环路", "stretch": "东段", "county": "云岭县", "street": "青溪街道"}
    permit |= {"kind": "挖掘", "applicant": "燃气公司", "lead_body": "市水务局"}
    delivered = {"area": 9, "delivered_on": today() - dt.timedelta(days=90)}
    barred = create_record(cast.shen, road, permit | delivered)
    hoarding = declare_register(cast.shen, read_template_text("hoarding"))
    policy = declare_register(cast.shen, read_template_text("policy"))
    return [
        f"/registers/{water.pk}/judging/",
        f"/registers/records/{barred.pk}/",
        f"/registers/{hoarding.pk}/new/",
        f"/registers/{policy.pk}/matching/companies/",
    ]


def office_pages(plan: Plan, draft: int, rivers: int, report: int) -> list[str]:
    pumps, opened = plan.commitments.get(number="1.1.2"), plan.rounds.get(month=3)
    at, claim = f"/plans/{plan.pk}/", pumps.claims.get()
    return [
        "/plans/",
        "/plans/import/",
        "/tokens/",
        "/webhooks/",
        at,
        f"{at}review/1/",
        f"{at}assign/1/",
        f"{at}commitments/{pumps.pk}/review/",
        f"/plans/{draft}/review/1/",
        f"/plans/{draft}/commitments/{rivers}/review/",
        f"{at}claims/{claim.pk}/adjust/",
        f"/plans/commitments/{pumps.pk}/",
        "/reporting/rounds/",
        f"/reporting/rounds/{opened.pk}/",
        f"/reporting/plans/{plan.pk}/",
        f"/reporting/reports/{report}/",
        f"/reporting/commitments/{pumps.pk}/schedule/",
        f"/reporting/plans/{plan.pk}/series/",
        f"/reporting/assessments/{pumps.assessments.get().pk}/",
        "/reporting/late/",
        "/bodies/",
        "/bodies/new/",
        "/password/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault(
    chromium: Any, live_server: Any, pages: list[tuple[str, str]], scheme: str
) -> None:
    faults = []
    for who in dict.fromkeys(who for who, _url in pages):
        window = chromium.new_context(color_scheme=scheme, viewport=SIZES[scheme]).new_page()
        window.goto(f"{live_server.url}/login/")
        faults += _faults(window, "/login/")
        window.fill("#id_username", who)
        window.fill("#id_password", PASSWORD)
        window.click("main button")
        faults += _faults_of_menus(window)
        for url in [url for one, url in pages if one == who]:
            window.goto(live_server.url + url)
            faults += _faults(window, url)
        window.context.close()
    assert not faults, "\n".join(faults)


def _faults_of_menus(window: Any) -> list[str]:
    """The navigation's menus, each open, as somebody who types finds them."""
    faults = []
    menus = window.locator("header nav summary")
    for n in range(menus.count()):
        menus.nth(n).press("Enter")
        assert menus.nth(n).locator("xpath=..").get_attribute("open") is not None
        assert menus.nth(n).locator("xpath=../descendant::a[1]").is_visible()
        faults += _faults(window, f"menu {n}")
    return faults


def _faults(window: Any, url: str) -> list[str]:
    """What axe finds with all that folds open, and whether the page must be moved sideways to be read."""
    is_wide = window.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    window.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true })")
    return [f"{url}: {fault}" for fault in [*an_axe.faults(window), *(["scrolls sideways"] if is_wide else [])]]
