"""The pages of orders: lists, the order, its files, its form on paper, the boards' way to it."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Any

import pytest
from an_order import DAY, DUE, at, drafted, paper, year_after
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duban_site.backup.evidence import MIN_AGE_SECONDS, quarantine_unnamed_files
from duban_site.core.evidence_store import get_evidence_path
from duban_site.orders import queries
from duban_site.orders.actions import close_order, escalate, plain_steps, register_order, request
from duban_site.orders.models import Order, StepFile
from duban_site.orders.prefill import MAX_TITLE_LENGTH, shorten_title
from duban_site.orders.queries import OrderFilters, list_visible_orders, orders_of_month
from duban_site.plans.models import Plan


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[-400:]
    return str(answer.content.decode())


def test_an_order_is_written_registered_and_issued_by_its_forms(plan: Plan, cast: Cast, signed_in: Any) -> None:
    office, unit = signed_in(cast.shen), signed_in(cast.lu)
    pumps = plan.commitments.get(number="1.1.2")
    page = text(office.get(f"/orders/new/?commitment={pumps.pk}"))
    assert "改造泵站12座" in page
    form = {
        "plan": plan.pk,
        "title": "泵站改造进度落后",
        "basis_kind": "commitment",
        "commitment": pumps.pk,
        "demand": "查明原因。",
        "lead_body": cast.water.pk,
        "cooperating": [cast.commerce.pk],
        "leader": cast.gao_leader.pk,
        "urgency": "urgent",
        "colour": "blue",
    }
    office.post("/orders/new/", form)
    order = Order.objects.get()
    assert unit.get(f"/orders/{order.pk}/").status_code == 404
    office.post(f"/orders/{order.pk}/register/")
    office.post(f"/orders/{order.pk}/assign/")
    order.refresh_from_db()
    year = timezone.localdate().year
    assert (order.stage, order.label) == ("assigned", f"督办〔{year}〕1号")
    assert "签收" in text(unit.get(f"/orders/{order.pk}/"))


def test_an_order_shows_who_takes_each_step_and_how_many_days_it_took(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = at("replied", plan, cast)
    page = text(signed_in(cast.shen).get(f"/orders/{order.pk}/"))
    words = re.sub(r"<[^>]+>|\s+", "", page)
    assert "签收单位联络员、单位负责人·1个工作日内" in words
    assert "核查通过督查人员·5个工作日内" in words
    steps = list(order.steps.order_by("pk"))
    days = [(later.on - earlier.on).days for earlier, later in pairwise(steps)]
    assert re.findall(r"用时 (\d+) 天", page) == [str(number) for number in days]


def test_a_form_that_lacks_something_says_what(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = at("handling", plan, cast)
    answer = signed_in(cast.wei).post(f"/orders/{order.pk}/reply/", {})
    assert answer.status_code == 422
    assert "办理结果" in answer.content.decode()
    answer = signed_in(cast.wei).post(f"/orders/{order.pk}/ask-extension/", {"text": "晚到", "expected": "四月"})
    assert answer.status_code == 422
    assert "预计完成时间" in answer.content.decode()


def test_evidence_of_a_step_is_kept_and_swept_by_nobody(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = at("handling", plan, cast)
    files = [
        SimpleUploadedFile("通水照片.png", b"\x89PNG\r\n\x1a\n one"),
        SimpleUploadedFile("验收单.pdf", b"%PDF-1.7 two"),
    ]
    unit = signed_in(cast.lu)
    answer = unit.post(f"/orders/{order.pk}/note/", {"text": "完成三座", "evidence": files})
    assert answer.status_code == 302, answer.content.decode()
    kept = list(StepFile.objects.order_by("name"))
    assert [file.name for file in kept] == ["通水照片.png", "验收单.pdf"]
    quarantine_unnamed_files(now=timezone.now().timestamp() + MIN_AGE_SECONDS + 1)
    assert all(get_evidence_path(file.sha256).is_file() for file in kept)
    answer = signed_in(cast.bai).get(f"/orders/files/{kept[1].pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 two"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_page_offers_only_what_its_reader_may_do_now(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = at("replied", plan, cast)
    for name, offered in {
        "shen": {"pass_check", "send_back", "escalate", "list"},
        "lu": set(),
        "wei": {"object"},
        "bai": set(),
        "gao": {"send_back", "instruct"},
        "tan": set(),
    }.items():
        file = queries.load_order_file(getattr(cast, name), order)
        assert set(file.actions) == offered, name
        assert text(signed_in(getattr(cast, name)).get(f"/orders/{order.pk}/"))


def test_the_printed_form_has_the_fields_of_the_handbook(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = at("completed", plan, cast)
    page = text(signed_in(cast.tan).get(f"/orders/{order.pk}/print/"))
    fields = "督办事项 任务来源 办理要求 主办单位 协办单位 完成时限 领导批示 办理结果 督查结论"
    assert [word for word in fields.split() if word not in page] == []
    assert "市商务局" in page
    assert "督办〔2031〕1号" in page


def test_my_units_orders_come_by_urgency(plan: Plan, cast: Cast, signed_in: Any) -> None:
    def issued(title: str, days: int, **more: Any) -> Order:
        due = DAY + dt.timedelta(days=days)
        return at("assigned", plan, cast, commitment=None, title=title, due=due, **more)

    issued("晚些的事", 30)
    issued("红色的事", 20)
    issued("蓝色的事", 20)
    red = Order.objects.get(title="红色的事")
    escalate.escalate_order(cast.shen, red, paper("重要"), colour="red", direct=True)
    issued("最早的事", 5)
    at("replied", plan, cast, commitment=None, title="已反馈的事", due=DAY + dt.timedelta(days=1))
    page = text(signed_in(cast.lu).get("/orders/mine/"))
    titles = ["最早的事", "红色的事", "蓝色的事", "晚些的事", "已反馈的事"]
    assert sorted(titles, key=page.index) == titles


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"泵站", "河道", "商圈"}),
        ({"q": "河道"}, {"河道"}),
        ({"stage": "open"}, {"泵站", "河道"}),
        ({"stage": "handling"}, {"泵站"}),
        ({"colour": "orange"}, {"河道"}),
        ({"colour": "listed"}, {"河道"}),
        ({"due": "late"}, {"泵站"}),
        ({"due": "week"}, {"河道"}),
        ({"stage": "nonsense"}, set()),
        ({"plan": "x", "body": "y"}, {"泵站", "河道", "商圈"}),
    ],
)
def test_lists_are_narrowed(plan: Plan, cast: Cast, asked: dict[str, str], found: set[str]) -> None:
    at("handling", plan, cast, title="泵站")
    rivers = at("assigned", plan, cast, commitment=None, title="河道", due=DUE + dt.timedelta(4))
    escalate.escalate_order(cast.shen, rivers, paper("重要"), colour="orange", direct=True)
    escalate.list_order(cast.shen, rivers, paper("重要"))
    at("closed", plan, cast, commitment=None, title="商圈")
    rows = list_visible_orders(cast.shen, OrderFilters.from_query(asked), DUE + dt.timedelta(days=1))
    assert {order.title for order in rows} == found


def test_lists_and_pages_ask_no_more_for_more_orders(plan: Plan, cast: Cast, signed_in: Any) -> None:
    office = signed_in(cast.shen)
    urls = ["/orders/", "/orders/due/", "/orders/notices/"]
    urls.append(f"/orders/{at('handling', plan, cast).pk}/")

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            text(office.get(url))
        return len(found)

    at("replied", plan, cast, commitment=None, title="先有一件")
    few = {url: (asked(url), asked(url))[1] for url in urls}
    for n in range(6):
        at("replied", plan, cast, commitment=None, title=f"事项{n}")
    for n in range(4):
        plain_steps.note_progress(cast.lu, Order.objects.get(title="泵站改造进度落后"), paper(f"进展{n}"))
    assert {url: asked(url) for url in urls} == few
    assert max(few.values()) <= 12


def test_a_commitments_board_leads_to_its_orders_and_back(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = at("handling", plan, cast)
    board = f"/boards/commitments/{order.commitment_id}/"
    for person, sees in ((cast.shen, True), (cast.bai, True), (cast.gao, True)):
        page = text(signed_in(person).get(board))
        assert (f"/orders/{order.pk}/" in page) == sees
    order.cooperating.clear()
    assert f"/orders/{order.pk}/" not in text(signed_in(cast.bai).get(board))
    assert board in text(signed_in(cast.shen).get(f"/orders/{order.pk}/"))


def test_an_order_that_is_not_issued_is_the_offices_alone(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order = drafted(plan, cast)
    answers = {"shen": 200, "tan": 200, "lu": 404, "wei": 404, "bai": 404, "gao": 404, "ning": 403}
    for page in ("", "print/"):
        got = {n: signed_in(getattr(cast, n)).get(f"/orders/{order.pk}/{page}") for n in answers}
        assert {name: answer.status_code for name, answer in got.items()} == answers
    register_order.register_order(cast.shen, order, paper())
    assert signed_in(cast.gao).get(f"/orders/{order.pk}/").status_code == 200
    assert signed_in(cast.wei).get(f"/orders/{order.pk}/").status_code == 404


def test_a_months_orders_stand_as_on_its_last_day(plan: Plan, cast: Cast) -> None:
    march, april = dt.date(2031, 3, 31), dt.date(2031, 4, 30)
    order = at("handling", plan, cast)
    drafted(plan, cast, commitment=None, title="未交办")
    found = orders_of_month(plan, dt.date(2031, 4, 1), april)
    assert [row["label"] for row in found["opened"]] == ["督办〔2031〕1号"]
    assert [(row["outcome_zh"], row["days_late"]) for row in found["open"]] == [("逾期未办结", 7)]
    on = paper("完成", dt.date(2031, 5, 6))
    close_order.reply_to_order(cast.wei, order, on)
    close_order.pass_order_check(cast.shen, order, on)
    close_order.complete_order(cast.shen, order, on)
    close_order.close_order(cast.shen, order, on)
    assert orders_of_month(plan, dt.date(2031, 4, 1), april) == found, "April is as it was"
    may = orders_of_month(plan, dt.date(2031, 5, 1), dt.date(2031, 5, 31))
    assert (may["opened"], may["open"]) == ([], [])
    assert [(row["outcome_zh"], row["ended_on"]) for row in may["closed"]] == [("未按时办结", "2031-05-06")]
    nothing = orders_of_month(plan, dt.date(2031, 3, 1), march)
    assert nothing == {"opened": [], "closed": [], "open": []}


def test_what_somebody_waits_for_comes_first_and_filing_last(plan: Plan, cast: Cast) -> None:
    year_after(plan)
    asked = at("handling", plan, cast)
    request.request_extension(cast.wei, asked, paper(), expected=DUE + dt.timedelta(days=9), progress="已招标。")
    request.review_request(cast.shen, asked, paper())
    found = queries.load_order_file(cast.shen, asked).actions
    assert (found[:2], found[-1]) == (["grant_request", "refuse_request"], "carry")
    done = at("closed", plan, cast, commitment=None, title="河道保洁")
    assert queries.load_order_file(cast.shen, done).actions == ["revisit", "reopen", "archive"]


def test_a_long_sentence_becomes_a_title_that_ends_between_clauses() -> None:
    clauses = "，".join("新建污水管网一百公里" for _each in range(9))
    title = shorten_title(f"1.1.1 {clauses}")
    assert title.endswith("公里…")
    assert len(title) <= MAX_TITLE_LENGTH
    assert shorten_title("短句。") == "短句。"
    assert len(shorten_title("长" * 99)) == MAX_TITLE_LENGTH


def test_lists_stand_on_the_day_on_which_a_demonstration_stands_still(
    plan: Plan, cast: Cast, signed_in: Any, settings: Any
) -> None:
    at("handling", plan, cast)
    settings.STANDS_STILL = DUE + dt.timedelta(days=2)
    for page in ("/orders/", "/orders/due/"):
        assert "逾期 2 天" in text(signed_in(cast.shen).get(page))
