"""After an order is done: 复核, 回访, and what the year did not finish."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from an_order import DAY, DUE, at, drafted, paper, year_after
from cast_of_people import Cast

from duban_site.core.actor import SystemActor
from duban_site.core.errors import Refused
from duban_site.orders.actions import aftercare, close_order, escalate, register_order, request
from duban_site.orders.actions.carry_over import carry_order
from duban_site.orders.actions.write_reminders import write_reminders
from duban_site.orders.deadline_lists import load_due_lists
from duban_site.orders.models import Notice, NoticeKind, Order
from duban_site.plans.models import Plan, Status

MONTH = dt.timedelta(days=30)
SOON = DUE + MONTH


def test_a_unit_asks_for_a_review_within_thirty_days_of_the_conclusion(plan: Plan, cast: Cast) -> None:
    order = at("completed", plan, cast)
    late = DAY + MONTH + dt.timedelta(days=1)
    with pytest.raises(Refused, match="30 日内"):
        aftercare.appeal_conclusion(cast.wei, order, paper(on=late))
    aftercare.appeal_conclusion(cast.wei, order, paper("两座已通水。", on=DAY + MONTH))
    with pytest.raises(Refused, match="等督查机构答复"):
        aftercare.appeal_conclusion(cast.wei, order, paper(on=DAY + MONTH))
    assert Notice.objects.filter(person=cast.shen, kind=NoticeKind.APPEALED).count() == 1


def test_a_review_keeps_the_conclusion_or_changes_it_and_both_stand(plan: Plan, cast: Cast) -> None:
    order = at("closed", plan, cast)
    with pytest.raises(Refused, match="没有等待复核"):
        aftercare.review_conclusion(cast.shen, order, paper())
    aftercare.appeal_conclusion(cast.wei, order, paper())
    aftercare.review_conclusion(cast.shen, order, paper("维持。"))
    order.refresh_from_db()
    assert order.conclusion == "属实。"
    aftercare.appeal_conclusion(cast.wei, order, paper("再申请。"))
    step = aftercare.review_conclusion(cast.shen, order, paper("确有出入。"), conclusion="基本属实。")
    order.refresh_from_db()
    assert (step.data["was"], order.conclusion) == ("属实。", "基本属实。")
    assert Notice.objects.filter(person=cast.wei, kind=NoticeKind.REVIEWED).count() == 2


def test_thirty_days_after_it_was_struck_off_the_office_is_to_look_again(plan: Plan, cast: Cast) -> None:
    order = at("closed", plan, cast)
    assert not load_due_lists(cast.shen, DAY + MONTH - dt.timedelta(days=1)).revisit
    assert load_due_lists(cast.shen, DAY + MONTH).revisit == [order]
    assert load_due_lists(cast.gao, DAY + MONTH).revisit == [order]
    write_reminders(SystemActor(), DAY + MONTH)
    write_reminders(SystemActor(), DAY + MONTH * 2)
    assert Notice.objects.filter(person=cast.shen, kind=NoticeKind.REVISIT).count() == 1
    aftercare.revisit_order(cast.shen, order, paper("运行正常。", on=DAY + MONTH * 2))
    assert not load_due_lists(cast.shen, DAY + MONTH * 2).revisit


def test_what_does_not_hold_goes_back_to_the_unit_with_a_new_date(plan: Plan, cast: Cast) -> None:
    order = at("closed", plan, cast)
    on = DAY + MONTH
    with pytest.raises(Refused, match="晚于今天"):
        aftercare.reopen_order(cast.shen, order, paper(on=on), due=on)
    aftercare.reopen_order(cast.shen, order, paper("两座渗水。", on=on), due=SOON)
    order.refresh_from_db()
    assert (order.stage, order.due, order.first_due) == ("handling", SOON, DUE)
    assert (order.closed_on, order.replied_on, order.conclusion) == (None, None, "")
    assert order.days_late(SOON + dt.timedelta(days=1)) == 1
    assert Notice.objects.filter(person=cast.lu, kind=NoticeKind.REOPENED).count() == 1


def test_a_matter_that_has_another_order_by_now_is_not_reopened(plan: Plan, cast: Cast) -> None:
    order = at("closed", plan, cast)
    at("assigned", plan, cast)
    with pytest.raises(Refused, match="一事一单"):
        aftercare.reopen_order(cast.shen, order, paper(), due=SOON)
    Plan.objects.filter(pk=plan.pk).update(status=Status.CLOSED)
    with pytest.raises(Refused, match="已经收官"):
        aftercare.reopen_order(cast.shen, order, paper(), due=SOON)


def test_what_the_year_did_not_finish_goes_on_in_the_next_with_its_history(plan: Plan, cast: Cast) -> None:
    order = at("handling", plan, cast, commitment=None, title="河道清淤")
    escalate.escalate_order(cast.shen, order, paper(), colour="orange", direct=True)
    escalate.list_order(cast.shen, order, paper())
    Plan.objects.filter(pk=plan.pk).update(status=Status.CLOSED)
    following = year_after(plan)
    on = dt.date(plan.year + 1, 1, 8)
    carry_order(cast.shen, order, paper("汛期停工，未完成。", on=on), plan=following)
    order.refresh_from_db()
    made = Order.objects.get(carried_from=order)
    assert (order.stage, order.carried_on, order.ended_on) == ("carried", on, on)
    assert (made.plan, made.stage, made.title) == (following, "drafted", "河道清淤")
    assert (made.colour, made.listed, made.lead_body) == ("orange", True, cast.water)
    assert list(made.cooperating.all()) == [cast.commerce]
    assert made.basis.startswith(f"结转自{order.label}")
    register_order.register_order(cast.shen, made, paper(on=on))
    register_order.assign_order(cast.shen, made, paper(on=on))
    made.refresh_from_db()
    assert made.label == f"督办〔{plan.year + 1}〕1号"
    assert str(order.outcome(on)) == "carried"
    assert str(order.outcome(on - dt.timedelta(days=1))) == "late"


def test_a_carried_order_names_the_commitment_that_goes_on_with_it(plan: Plan, cast: Cast, signed_in: Any) -> None:
    order, following = at("handling", plan, cast), year_after(plan)
    shen = signed_in(cast.shen)
    form = {"text": "未完成", "plan": following.pk, "number": "9.9.9"}
    answer = shen.post(f"/orders/{order.pk}/carry/", form)
    assert answer.status_code == 422
    assert "9.9.9" in answer.content.decode()
    assert shen.post(f"/orders/{order.pk}/carry/", form | {"number": ""}).status_code == 302
    made = Order.objects.get(carried_from=order)
    assert order.label in shen.get(f"/orders/{made.pk}/").content.decode()
    assert f"/orders/{made.pk}/" in shen.get(f"/orders/{order.pk}/").content.decode()
    lu = signed_in(cast.lu).get(f"/orders/{order.pk}/").content.decode()
    assert f"/orders/{made.pk}/" not in lu  # a draft is the office's


def test_an_order_is_carried_only_onward_and_with_nothing_waiting(plan: Plan, cast: Cast) -> None:
    order, following = at("handling", plan, cast), year_after(plan)
    elsewhere = Plan.objects.create(city="别市", year=plan.year + 1, status=Status.ACTIVE)
    for wrong in (plan, elsewhere):
        with pytest.raises(Refused, match="以后年度"):
            carry_order(cast.shen, order, paper(), plan=wrong)
    Plan.objects.filter(pk=following.pk).update(status=Status.DRAFT)
    with pytest.raises(Refused, match="未在执行"):
        carry_order(cast.shen, order, paper(), plan=following)
    request.request_termination(cast.wei, order, paper())
    with pytest.raises(Refused, match="先审批"):
        carry_order(cast.shen, order, paper(), plan=following)
    order.refresh_from_db()
    assert (order.stage, order.carried_on) == ("handling", None)


def test_one_matter_has_one_open_order(plan: Plan, cast: Cast) -> None:
    order = at("completed", plan, cast)
    with pytest.raises(Refused, match="一事一单"):
        drafted(plan, cast)
    close_order.close_order(cast.shen, order, paper())
    assert drafted(plan, cast).pk
