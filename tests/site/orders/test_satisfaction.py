"""Low satisfaction in a register in use proposes an order: by unit, enough ratings, below 80%."""

from __future__ import annotations

import datetime as dt

from cast_of_people import Cast
from django.conf import LazySettings
from django.utils import timezone

from duban_site.orders.actions.propose import confirm_proposal, propose_orders
from duban_site.orders.models import Proposal
from duban_site.plans.models import Plan
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Register

CALLS = """
id = "calls"
version = 1
name = "来电回访"
english = "Calls"
about = "来电办结后回访评价。"
title = "subject"
create = ["keeper"]
edit = ["keeper"]
correct = ["keeper"]
fields = [
  { key = "subject", label = "事项", english = "Subject", required = "rated" },
  { key = "handler", label = "承办单位", english = "Handled by", type = "body", required = "rated" },
  { key = "rating", label = "评价", english = "Rating", type = "choice", choices = ["满意", "不满意"], required = "rated" },
]
stages = [
  { key = "rated", label = "已评价", english = "Rated", kind = "done" },
  { key = "void", label = "作废", english = "Void", kind = "ended" },
]
moves = [
  { from = ["rated"], to = "void", label = "作废", english = "Void", who = ["keeper"], reason = true },
]

[[measures]]
key = "satisfaction"
label = "满意率"
english = "Satisfied"
unit = "%"
take = "rate"
part = "rating == '满意'"
by = ["handler"]
"""  # noqa: E501 (TOML has its inline tables on one line)
JUNE = dt.date(2031, 6, 30)


def rated(cast: Cast, register: Register, unit: str, good: int, bad: int) -> None:
    when = EventTiming(dt.datetime(2031, 6, 3, 9, tzinfo=timezone.get_current_timezone()))
    for n in range(good + bad):
        values = {"subject": f"事项{n}", "handler": unit, "rating": "满意" if n < good else "不满意"}
        create_record(cast.shen, register, values, timing=when)


def proposed(plan: Plan, cast: Cast, day: dt.date = JUNE) -> list[str]:
    propose_orders(cast.shen, plan, day)
    rows = Proposal.objects.filter(state="waiting").select_related("body")
    return [f"{row.body} {row.rule} {row.evidence[0]['value']}" for row in rows]


def test_a_unit_below_the_floor_is_proposed_with_its_ratings(plan: Plan, cast: Cast) -> None:
    register = declare_register(cast.shen, CALLS)
    rated(cast, register, "市水务局", 7, 3)
    rated(cast, register, "市商务局", 8, 2)
    assert proposed(plan, cast) == ["市水务局 satisfaction 70.0"]
    order = confirm_proposal(cast.shen, Proposal.objects.get(), JUNE)
    assert order.title == "市水务局来电回访满意度低"
    assert order.basis == "来电回访满意度70.0%（10件评价，截至2031-06-30），低于80%"
    assert (order.basis_kind, order.lead_body) == ("register", cast.water)


def test_few_ratings_say_nothing(plan: Plan, cast: Cast) -> None:
    rated(cast, declare_register(cast.shen, CALLS), "市水务局", 0, 9)
    assert proposed(plan, cast) == []


def test_the_floor_is_a_setting(plan: Plan, cast: Cast, settings: LazySettings) -> None:
    rated(cast, declare_register(cast.shen, CALLS), "市水务局", 7, 3)
    settings.SATISFACTION_FLOOR = 70
    assert proposed(plan, cast) == []


def test_simulated_ratings_speak_in_no_real_plan_nor_a_year_in_another(plan: Plan, cast: Cast) -> None:
    rated(cast, declare_register(cast.shen, CALLS, simulated=True), "市水务局", 0, 12)
    assert proposed(plan, cast) == []
    Register.objects.update(simulated=False)
    assert proposed(plan, cast, dt.date(2032, 1, 4)) == []
