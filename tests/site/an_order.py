"""An order of the invented plan, brought to any stage by the right people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from cast_of_people import Cast

from duban_site.orders.actions import (
    aftercare,
    carry_over,
    close_order,
    draft,
    plain_steps,
    register_order,
    request,
)
from duban_site.orders.models import Order
from duban_site.orders.step_paper import StepPaper
from duban_site.plans.models import Plan, Status

DAY = dt.date(2031, 4, 1)
"""A Tuesday; every order of these tests is assigned on it, and due on 2031-04-23."""
DUE = dt.date(2031, 4, 23)


def paper(text: str = "按要求办理。", on: dt.date = DAY) -> StepPaper:
    return StepPaper(on, text)


def written(plan: Plan, cast: Cast, **changes: Any) -> draft.OrderDraft:
    pumps = plan.commitments.get(number="1.1.2")
    fields: dict[str, Any] = {
        "plan": plan,
        "title": "泵站改造进度落后",
        "demand": "查明原因，赶上进度。",
        "commitment": pumps,
        "lead_body": cast.water,
        "leader": cast.gao_leader,
        "due": DUE,
    }
    return draft.OrderDraft(Order(**{**fields, **changes}), [cast.commerce])


def drafted(plan: Plan, cast: Cast, **changes: Any) -> Order:
    return draft.draft_order(cast.shen, written(plan, cast, **changes), paper())


Walk = Callable[[Cast, Order], object]
WAY: dict[str, tuple[str, Walk]] = {
    "registered": ("drafted", lambda c, o: register_order.register_order(c.shen, o, paper())),
    "assigned": ("registered", lambda c, o: register_order.assign_order(c.shen, o, paper())),
    "received": ("assigned", lambda c, o: plain_steps.receive_order(c.lu, o, paper())),
    "handling": ("received", lambda c, o: plain_steps.report_handling(c.lu, o, paper())),
    "replied": ("handling", lambda c, o: close_order.reply_to_order(c.wei, o, paper())),
    "checked": ("replied", lambda c, o: close_order.pass_order_check(c.shen, o, paper("属实。"))),
    "completed": ("checked", lambda c, o: close_order.complete_order(c.gao, o, paper())),
    "closed": ("completed", lambda c, o: close_order.close_order(c.shen, o, paper())),
    "archived": ("closed", lambda c, o: aftercare.archive_order(c.shen, o, paper())),
    "terminated": ("handling", lambda c, o: terminate(c, o)),
    "carried": ("handling", lambda c, o: carry_over.carry_order(c.shen, o, paper(), plan=year_after(o.plan))),
}
"""Stage → the stage before it, and who leads from there how."""


def year_after(plan: Plan) -> Plan:
    """A plan in force for the year after, in which the report says nothing yet."""
    made, _new = Plan.objects.get_or_create(
        city=plan.city, year=plan.year + 1, defaults={"status": Status.ACTIVE, "text": "续建。"}
    )
    return made


def terminate(cast: Cast, order: Order) -> None:
    request.request_termination(cast.wei, order, paper())
    request.review_request(cast.shen, order, paper())
    request.grant_request(cast.gao, order, paper())


def at(stage: str, plan: Plan, cast: Cast, **changes: Any) -> Order:
    """An order in that stage."""
    if stage == "drafted":
        return drafted(plan, cast, **changes)
    before, walk = WAY[stage]
    order = at(before, plan, cast, **changes)
    walk(cast, order)
    order.refresh_from_db()
    assert order.stage == stage
    return order


__all__ = ["DAY", "DUE", "at", "drafted", "paper", "written"]
