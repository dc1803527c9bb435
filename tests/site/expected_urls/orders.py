"""The pages of supervision: the order is issued to the water bureau; commerce cooperates."""

from __future__ import annotations

import io

from an_order import at, paper
from cast_of_people import Cast

from duban_site.orders.actions.calendar import renew_calendar
from duban_site.orders.actions.plain_steps import note_progress
from duban_site.orders.models import Channel, Order, Proposal, StepFile
from duban_site.orders.step_paper import StepPaper, store_files
from duban_site.orders.urls import ACTION_BY_NAME
from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "orders":                 ("lnyyyyyy", "--------"),
    "my_orders":              ("lnnyyynn", "--------"),
    "confirm_proposals":      ("--------", "lnynnnnn"),
    "channels":               ("lnynnnny", "lnynnnnn"),
    "channel":                ("--------", "lnynnnnn"),
    "orders_due":             ("lnynnnyy", "--------"),
    "open_order":             ("lnynnnnn", "lnynnnnn"),
    "order":                  ("lnyyyyyy", "--------"),
    "order_print":            ("lnyyyyyy", "--------"),
    "edit_order":             ("lnynnnnn", "lnynnnnn"),
    "step_file":              ("lnyyyyyy", "--------"),
    "order_register":         ("--------", "lnynnnnn"),
    "order_assign":           ("--------", "lnynnnnn"),
    "order_receive":          ("--------", "lnnyy4nn"),
    "order_handle":           ("--------", "lnnyy4nn"),
    "order_note":             ("--------", "lnnyy4nn"),
    "order_reply":            ("--------", "lnnnynnn"),
    "order_pass_check":       ("--------", "lnynnnnn"),
    "order_send_back":        ("--------", "lnynnnyn"),
    "order_complete":         ("--------", "lnynnnyn"),
    "order_close":            ("--------", "lnynnnnn"),
    "order_archive":          ("--------", "lnynnnnn"),
    "order_drop":             ("--------", "lnynnnnn"),
    "order_revisit":          ("--------", "lnynnnnn"),
    "order_reopen":           ("--------", "lnynnnnn"),
    "order_carry":            ("--------", "lnynnnnn"),
    "order_appeal":           ("--------", "lnnnynnn"),
    "order_review":           ("--------", "lnynnnnn"),
    "order_urge":             ("--------", "lnynnnnn"),
    "order_escalate":         ("--------", "lnynnnnn"),
    "order_list":             ("--------", "lnynnnnn"),
    "order_delist":           ("--------", "lnynnnnn"),
    "order_instruct":         ("--------", "lnnnnnyn"),
    "order_ask_extension":    ("--------", "lnnnynnn"),
    "order_ask_adjustment":   ("--------", "lnnnynnn"),
    "order_ask_termination":  ("--------", "lnnnynnn"),
    "order_withdraw_request": ("--------", "lnnnynnn"),
    "order_review_request":   ("--------", "lnynnnnn"),
    "order_grant_request":    ("--------", "lnynnnyn"),
    "order_refuse_request":   ("--------", "lnynnnyn"),
    "order_object":           ("--------", "lnnnynnn"),
    "order_answer":           ("--------", "lnynnnnn"),
    "proposals":              ("lnynnnny", "--------"),
    "propose":                ("--------", "lnynnnnn"),
    "confirm_proposal":       ("--------", "lnynnnnn"),
    "decline_proposal":       ("--------", "lnynnnnn"),
    "notices":                ("lnyyyyyn", "lnyyyyyn"),
    "calendar":               ("lnyyyyyn", "lnyyyyyn"),
    "revoke_calendar":        ("--------", "lnyyyyyn"),
    "calendar_feed":          ("yyyyyyyy", "--------"),
}  # fmt: skip

ON_ORDER = ("order", "order_print", "edit_order", *(f"order_{action}" for action in ACTION_BY_NAME))


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments, of things made for the walk."""
    order = at("handling", plan, cast)
    files = store_files([("验收单.pdf", io.BytesIO(b"%PDF-1.7 invented"))])
    note_progress(cast.lu, order, StepPaper(paper().on, "完成三座。", files))
    rivers = plan.commitments.get(number="1.1.1")
    proposal = Proposal.objects.create(
        plan=plan,
        rule="behind",
        matter=f"commitment:{rivers.pk}",
        commitment=rivers,
        body=cast.water,
        as_of=paper().on,
        first_as_of=paper().on,
    )
    channel = Channel.objects.create(name="水务群", kind="wecom", address="https://example.invalid")
    found = arguments(order) | {"channel": {"pk": channel.pk}}
    found |= {key: {"pk": proposal.pk} for key in ("confirm_proposal", "decline_proposal")}
    found["calendar_feed"] = {"token": renew_calendar(cast.wei)}
    return found | {"propose": {"pk": plan.pk}, "step_file": {"pk": StepFile.objects.get().pk}}


def arguments(order: Order) -> dict[str, dict[str, object]]:
    """The URLs of one order."""
    return {key: {"pk": order.pk} for key in ON_ORDER}
