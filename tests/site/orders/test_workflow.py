"""One order through every path by the right people, and every wrong try: action × stage × person.

What is expected stands here by hand, and is not taken from the table of the library.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from an_order import DAY, DUE, at, drafted, paper, written, year_after
from cast_of_people import Cast, _person
from django.core.exceptions import PermissionDenied
from django.db import transaction

from duban.orders import TRANSITIONS
from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.orders.actions import (
    aftercare,
    carry_over,
    close_order,
    draft,
    escalate,
    plain_steps,
    register_order,
    request,
)
from duban_site.orders.models import Order, Step
from duban_site.orders.views_steps import ACTION_BY_NAME
from duban_site.people.models import Leader, Person, Role
from duban_site.plans.models import Plan

STAGES = (
    "drafted", "registered", "assigned", "received", "handling", "replied", "checked", "completed",
    "closed", "terminated", "carried", "archived",
)  # fmt: skip
WITH_BODY = "assigned received handling"
ISSUED = "assigned received handling replied checked completed closed"

# Action: the stages from which it goes · who may · the stage it leads to ("" stays)
EXPECTED = {
    "edit":            ("drafted", "shen", ""),
    "register":        ("drafted", "shen", "registered"),
    "assign":          ("registered", "shen", "assigned"),
    "receive":         ("assigned", "lu wei", "received"),
    "handle":          ("received", "lu wei", "handling"),
    "note":            ("handling", "lu wei", ""),
    "reply":           ("handling", "wei", "replied"),
    "pass_check":      ("replied", "shen", "checked"),
    "send_back":       ("replied checked", "shen gao", "handling"),
    "complete":        ("checked", "shen gao", "completed"),
    "close":           ("completed", "shen", "closed"),
    "archive":         ("closed terminated carried", "shen", "archived"),
    "drop":            ("drafted registered", "shen", "terminated"),
    "revisit":         ("closed", "shen", ""),
    "reopen":          ("closed", "shen", "handling"),
    "carry":           (WITH_BODY + " replied checked", "shen", "carried"),
    "appeal":          ("completed closed", "wei", ""),
    "review":          ("completed closed", "shen", ""),
    "urge":            (WITH_BODY, "shen", ""),
    "escalate":        (WITH_BODY + " replied", "shen", ""),
    "list":            (WITH_BODY + " replied", "shen", ""),
    "delist":          (WITH_BODY + " replied checked completed", "shen", ""),
    "instruct":        ("registered " + WITH_BODY + " replied checked completed", "gao", ""),
    "ask_extension":   ("received handling", "wei", ""),
    "ask_adjustment":  ("received handling", "wei", ""),
    "ask_termination": ("received handling", "wei", ""),
    "withdraw_request": ("received handling", "wei", ""),
    "review_request":  ("received handling", "shen", ""),
    "grant_request":   ("received handling", "shen gao", ""),
    "refuse_request":  ("received handling", "shen gao", ""),
    "object":          (ISSUED, "wei", ""),
    "answer":          (ISSUED, "shen", ""),
}  # fmt: skip

LATER = DUE + dt.timedelta(days=5)
PEOPLE = ("ning", "shen", "lu", "wei", "bai", "hai", "gao", "yun", "tan")
EXTRAS: dict[str, dict[str, Any]] = {
    "escalate": {"colour": "orange", "direct": True},
    "ask_extension": {"expected": DUE + dt.timedelta(days=9), "progress": "完成一半。"},
    "grant_request": {"due": DUE + dt.timedelta(days=9)},
    "reopen": {"due": DUE + dt.timedelta(days=9)},
}
ACT = {**ACTION_BY_NAME, "edit": lambda who, order, p: draft.edit_draft(who, draft.OrderDraft(order), p)}


@pytest.fixture
def people(cast: Cast) -> dict[str, Person]:
    """The cast, with Hai, head of a unit that only cooperates, and Yun, leader of other matters."""
    other = Leader.objects.create(name="云岭", title="副市长")
    named = {name: getattr(cast, name) for name in PEOPLE if hasattr(cast, name)}
    return named | {
        "hai": _person("hai", "海宁", Role.HEAD, body=cast.commerce),
        "yun": _person("yun", "云岭", Role.LEADER, leader=other),
    }


def expected(name: str, action: str, stage: str) -> str:
    """done, denied (no right to it) or refused (not at this stage)."""
    stages, who, _to = EXPECTED[action]
    if name not in who.split():
        return "denied"
    if name in ("lu", "wei") and stage in ("drafted", "registered"):
        return "denied"  # what was not issued does not exist for the unit
    if name == "gao" and stage == "drafted":
        return "denied"
    return "done" if stage in stages.split() else "refused"


def prepared(action: str, order: Order, people: dict[str, Person]) -> None:
    """What must be there beside the stage, where the stage allows it at all."""
    if action == "delist" and order.stage in EXPECTED["delist"][0].split():
        Order.objects.filter(pk=order.pk).update(listed=True)
    if action == "review" and order.stage in ("completed", "closed"):
        aftercare.appeal_conclusion(people["wei"], order, paper())
    if action == "carry":
        EXTRAS["carry"] = {"plan": year_after(order.plan)}
    if action.endswith("_request") and order.stage in ("received", "handling"):
        asked = {"expected": DUE + dt.timedelta(days=9), "progress": "完成一半。"}
        request.request_extension(people["wei"], order, paper(), **asked)
        if action == "grant_request":
            request.review_request(people["shen"], order, paper())


def tried(person: Person, action: str, order: Order) -> str:
    before = (Step.objects.count(), Event.objects.count())
    held = Order.objects.get(pk=order.pk)
    try:
        ACT[action](person, held, paper(), **EXTRAS.get(action, {}))
    except PermissionDenied:
        outcome = "denied"
    except Refused:
        outcome = "refused"
    else:
        outcome = "done"
    after = (Step.objects.count(), Event.objects.count())
    more = 2 if action == "carry" else 1  # the old order ends, the new one is drafted
    written_once = (before[0] + more, before[1] + more)
    assert after == (written_once if outcome == "done" else before), (action, outcome)
    return outcome


def test_the_expectations_name_every_action() -> None:
    assert set(EXPECTED) == set(TRANSITIONS) == set(ACT)


@pytest.mark.parametrize("stage", STAGES)
def test_every_action_by_every_person_gets_the_written_answer(
    stage: str, plan: Plan, cast: Cast, people: dict[str, Person]
) -> None:
    order = at(stage, plan, cast)
    wrong = []
    for action in EXPECTED:
        with transaction.atomic():
            prepared(action, order, people)
            for name in PEOPLE:
                with transaction.atomic():
                    found = tried(people[name], action, order)
                    order.refresh_from_db()
                    to = EXPECTED[action][2] or stage
                    if found != expected(name, action, stage):
                        wrong.append(f"{name} {action}: {found}")
                    elif order.stage != (to if found == "done" else stage):
                        wrong.append(f"{name} {action} leads to {order.stage}")
                    transaction.set_rollback(True)
            transaction.set_rollback(True)
        order.refresh_from_db()
    assert not wrong, "\n".join(wrong)


def dropped(plan: Plan, c: Cast) -> None:
    order = drafted(plan, c)
    register_order.register_order(c.shen, order, paper())
    plain_steps.drop_order(c.shen, order, paper("与另一件重复"))
    aftercare.archive_order(c.shen, order, paper())


def terminated(plan: Plan, c: Cast) -> None:
    order = at("handling", plan, c)
    request.request_termination(c.wei, order, paper("项目取消"))
    request.review_request(c.shen, order, paper("属实"))
    request.grant_request(c.gao, order, paper("同意"))
    order.refresh_from_db()
    assert (order.stage, order.terminated_on) == ("terminated", DAY)


def carried(plan: Plan, c: Cast) -> None:
    order = at("handling", plan, c, commitment=None, title="河道清淤")
    carry_over.carry_order(c.shen, order, paper("汛期停工"), plan=year_after(plan))


def issued(plan: Plan, c: Cast) -> Order:
    order = drafted(plan, c)
    order.demand = "查明原因，六月底前赶上进度。"
    draft.edit_draft(c.shen, draft.OrderDraft(order, [c.commerce]), paper())
    register_order.register_order(c.shen, order, paper())
    plain_steps.add_instruction(c.gao, order, paper("请抓紧。"))
    register_order.assign_order(c.shen, order, paper())
    plain_steps.receive_order(c.lu, order, paper())
    plain_steps.report_handling(c.lu, order, paper("增加两个班组。"))
    plain_steps.note_progress(c.lu, order, paper("完成三座。"))
    plain_steps.urge_order(c.shen, order, paper("请加快。"))
    return order


def asks_for_everything(c: Cast, order: Order) -> None:
    asked = {"expected": LATER, "progress": "完成三座。"}
    request.request_extension(c.wei, order, paper("设备晚到"), **asked)
    request.withdraw_request(c.wei, order, paper())
    request.request_extension(c.wei, order, paper("设备晚到"), **asked)
    request.refuse_request(c.shen, order, paper("先赶工"))
    request.request_extension(c.wei, order, paper("汛期停工"), **asked)
    request.review_request(c.shen, order, paper("情况属实"))
    request.grant_request(c.gao, order, paper(""), due=LATER)
    request.request_adjustment(c.wei, order, paper("两座已拆除"))
    request.review_request(c.shen, order, paper("属实"))
    request.grant_request(c.gao, order, paper(""), demand="其余十座六月底前完成。")


def sent_back_twice(c: Cast, order: Order) -> None:
    close_order.reply_to_order(c.wei, order, paper("已完成。"))
    escalate.escalate_order(c.shen, order, paper("群众反映强烈"), colour="orange", direct=True)
    close_order.send_back_order(c.shen, order, paper("材料不全"))
    escalate.escalate_order(c.shen, order, paper("退回后仍无进展"), colour="red")
    escalate.list_order(c.shen, order, paper("挂牌督办"))
    close_order.reply_to_order(c.wei, order, paper("补齐材料。"))
    close_order.pass_order_check(c.shen, order, paper("十座均已通水。"))
    close_order.send_back_order(c.gao, order, paper("请再核两座。"))


def ended(c: Cast, order: Order) -> None:
    close_order.reply_to_order(c.wei, order, paper("两座已核。"))
    close_order.pass_order_check(c.shen, order, paper("十座均已通水，属实。"))
    plain_steps.object_to_order(c.wei, order, paper("红色督办单过重。"))
    plain_steps.answer_objection(c.shen, order, paper("已说明理由。"))
    close_order.complete_order(c.gao, order, paper(""))
    with pytest.raises(Refused, match="摘牌"):
        close_order.close_order(c.shen, order, paper())
    escalate.delist_order(c.shen, order, paper("整改到位"))
    close_order.close_order(c.shen, order, paper())
    aftercare.appeal_conclusion(c.wei, order, paper("结论与事实有出入。"))
    with pytest.raises(Refused, match="先复核"):
        aftercare.archive_order(c.shen, order, paper())
    aftercare.review_conclusion(c.shen, order, paper("查阅验收材料。"), conclusion="十座均已通水，属实。")
    aftercare.revisit_order(c.shen, order, paper("两座渗水。"))
    aftercare.reopen_order(c.shen, order, paper("两座渗水，须返修。"), due=LATER)
    close_order.reply_to_order(c.wei, order, paper("已返修。"))
    close_order.pass_order_check(c.shen, order, paper("十座均已通水，属实。"))
    close_order.complete_order(c.gao, order, paper(""))
    close_order.close_order(c.shen, order, paper())
    aftercare.revisit_order(c.shen, order, paper("运行正常。"))
    aftercare.archive_order(c.shen, order, paper())


def test_orders_go_every_way(plan: Plan, cast: Cast) -> None:
    """The whole of the table: each of its actions by the right person, in lives that make sense."""
    dropped(plan, cast)
    order = issued(plan, cast)
    asks_for_everything(cast, order)
    sent_back_twice(cast, order)
    ended(cast, order)
    terminated(plan, cast)
    carried(plan, cast)
    order.refresh_from_db()
    assert (order.stage, order.number, order.label) == ("archived", 2, "督办〔2031〕2号")
    assert (order.due, order.first_due) == (LATER, DUE)
    assert (order.colour, order.listed, order.sent_back) == ("red", False, 2)
    assert order.demand == "其余十座六月底前完成。"
    assert order.conclusion == "十座均已通水，属实。"
    taken = set(Step.objects.values_list("action", flat=True))
    assert taken == {*TRANSITIONS, "draft"}
    logged = Event.objects.filter(object_type="orders.order").values_list("action", flat=True)
    assert {action.removeprefix("orders.") for action in logged} == taken


def test_words_are_asked_for_where_the_step_must_say_why(plan: Plan, cast: Cast) -> None:
    for action, row in TRANSITIONS.items():
        if not row.words or action in EXTRAS or action.endswith("_request"):
            continue
        stage = EXPECTED[action][0].split()[0]
        with transaction.atomic():
            who = getattr(cast, EXPECTED[action][1].split()[0])
            with pytest.raises(Refused, match="须写明"):
                ACT[action](who, at(stage, plan, cast), paper(" "))
            transaction.set_rollback(True)


# Extensions


@pytest.mark.parametrize(
    ("on", "expects", "progress", "says"),
    [
        (DUE, DUE + dt.timedelta(days=3), "一半", "到期日"),
        (DUE + dt.timedelta(days=1), DUE + dt.timedelta(days=3), "一半", "到期日"),
        (DAY, DUE, "一半", "晚于"),
        (DAY, DUE + dt.timedelta(days=3), " ", "目前进展"),
    ],
)
def test_an_extension_is_asked_before_the_due_date_with_date_and_progress(
    plan: Plan, cast: Cast, on: dt.date, expects: dt.date, progress: str, says: str
) -> None:
    order = at("handling", plan, cast)
    with pytest.raises(Refused, match=says):
        request.request_extension(cast.wei, order, paper("设备晚到", on), expected=expects, progress=progress)


def test_the_day_before_is_in_time_and_a_second_request_waits_for_the_first(plan: Plan, cast: Cast) -> None:
    order = at("handling", plan, cast)
    asked = {"expected": DUE + dt.timedelta(days=3), "progress": "一半"}
    request.request_extension(cast.wei, order, paper("晚到", DUE - dt.timedelta(days=1)), **asked)
    with pytest.raises(Refused, match="已有一件申请"):
        request.request_termination(cast.wei, order, paper("取消", DUE - dt.timedelta(days=1)))
    with pytest.raises(Refused, match="先撤回申请"):
        close_order.reply_to_order(cast.wei, order, paper("完成", DUE))
    with pytest.raises(Refused, match="还没有初审"):
        request.grant_request(cast.gao, order, paper("", DUE), due=DUE + dt.timedelta(days=3))


def test_an_officer_grants_only_by_naming_the_leaders_word(plan: Plan, cast: Cast) -> None:
    order = at("handling", plan, cast)
    later = DUE + dt.timedelta(days=3)
    request.request_extension(cast.wei, order, paper(), expected=later, progress="一半")
    request.review_request(cast.shen, order, paper())
    with pytest.raises(Refused, match="审批依据"):
        request.grant_request(cast.shen, order, paper(""), due=later)
    with pytest.raises(Refused, match="新的完成时限"):
        request.grant_request(cast.gao, order, paper(""), due=DUE)
    request.grant_request(cast.shen, order, paper("高远副市长4月2日批示同意"), due=later)
    order.refresh_from_db()
    assert order.due == later


# Colours, numbers, dates


def test_a_colour_is_earned_or_stated_as_an_exception_and_never_lowered(plan: Plan, cast: Cast) -> None:
    order = at("handling", plan, cast)
    with pytest.raises(Refused, match="直接升级"):
        escalate.escalate_order(cast.shen, order, paper(), colour="orange")
    late = DUE + dt.timedelta(days=1)
    escalate.escalate_order(cast.shen, order, paper(on=late), colour="orange")
    with pytest.raises(Refused, match="不能降级"):
        escalate.escalate_order(cast.shen, order, paper(on=late), colour="orange", direct=True)
    escalate.escalate_order(cast.shen, order, paper(on=late), colour="red")


def test_orange_from_the_start_says_why(plan: Plan, cast: Cast) -> None:
    with pytest.raises(Refused, match="理由"):
        draft.draft_order(cast.shen, written(plan, cast, colour="red"), paper(""))
    made = draft.draft_order(cast.shen, written(plan, cast, colour="red"), paper("汛期将至"))
    assert made.steps.get().data["colour"] == "red"


def test_orders_are_numbered_within_plan_and_year(plan: Plan, cast: Cast, settings: Any) -> None:
    settings.ORDER_NUMBER = "青督〔{year}〕第{number}号"
    for n in (1, 2):
        order = drafted(plan, cast, commitment=None, title=f"事项{n}")
        register_order.register_order(cast.shen, order, paper())
        order.refresh_from_db()
        assert order.label == f"青督〔2031〕第{n}号"
    next_year = drafted(plan, cast, commitment=None)
    register_order.register_order(cast.shen, next_year, paper(on=dt.date(2032, 1, 4)))
    next_year.refresh_from_db()
    assert next_year.label == "青督〔2032〕第1号"


@pytest.mark.parametrize(
    ("urgency", "due"), [("urgent", "2026-04-07"), ("normal", "2026-04-23"), ("hard", "2026-05-18")]
)
def test_the_due_date_follows_from_the_urgency_in_working_days(plan: Plan, cast: Cast, urgency: str, due: str) -> None:
    """Counted by hand over 清明 (4–6 April 2026), 劳动节 (1–5 May) and the worked 9 May."""
    on = paper(on=dt.date(2026, 4, 1))
    order = draft.draft_order(cast.shen, written(plan, cast, due=None, urgency=urgency), on)
    register_order.register_order(cast.shen, order, on)
    register_order.assign_order(cast.shen, order, on)
    order.refresh_from_db()
    assert str(order.due) == due


def test_no_step_is_dated_before_the_last(plan: Plan, cast: Cast) -> None:
    order = at("assigned", plan, cast)
    with pytest.raises(Refused, match="早于上一步"):
        plain_steps.receive_order(cast.lu, order, paper(on=DAY - dt.timedelta(days=1)))
