"""Proposals of a plan: found by the rules, confirmed or declined by an officer, never by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from an_order import at, paper
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from duban_site.core.errors import Refused
from duban_site.orders.actions import close_order, register_order
from duban_site.orders.actions.propose import confirm_proposal, decline_proposal, propose_orders
from duban_site.orders.models import Notice, Order, Proposal
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import Assessment

APRIL, MAY, JUNE = (dt.date(2031, m, d) for m, d in ((4, 30), (5, 31), (6, 30)))
TODAY = dt.date(2031, 6, 2)


def judged(plan: Plan, number: str, *statuses: str, flags: list[str] | None = None, period: str = "") -> None:
    """The commitment's own assessments at the ends of April, May, June, by a figure of `period` where it is one."""
    commitment = plan.commitments.get(number=number)
    for day, status in zip((APRIL, MAY, JUNE), statuses, strict=False):
        Assessment.objects.create(
            plan=plan,
            commitment=commitment,
            as_of=day,
            status=status,
            sum={
                "flags": flags or [],
                "zh": f"{day} 应完成4座，实际2座。",
                "en": "2 of 4.",
                "inputs": {"figure": {"period": period} if period else None},
            },
            rules="default",
        )


def waiting(plan: Plan) -> list[str]:
    rows = Proposal.objects.filter(plan=plan, state="waiting").order_by("pk")
    return [f"{p.rule} {p.commitment.number if p.commitment else p.body}" for p in rows]


def test_a_proposal_is_no_order_until_the_officer_confirms_it(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind")
    judged(plan, "2.1.1", "behind", "on_schedule")
    judged(plan, "0.0.1", "not_due", "overdue")
    outcome = propose_orders(cast.shen, plan, MAY)
    assert (outcome.new, waiting(plan)) == (2, ["overdue 0.0.1", "behind 1.1.2"])
    assert not Order.objects.exists()
    proposal = Proposal.objects.get(rule="behind")
    assert [seen["as_of"] for seen in proposal.evidence] == ["2031-04-30", "2031-05-31"]
    assert "实际2座" in proposal.evidence[1]["zh"]
    order = confirm_proposal(cast.shen, proposal, TODAY)
    assert (order.stage, order.lead_body, order.leader) == ("drafted", cast.water, cast.gao_leader)
    assert "2031-05-31 欠进度" in order.basis
    assert waiting(plan) == ["overdue 0.0.1"]


def test_asking_again_neither_doubles_nor_keeps_what_lost_its_ground(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind", "behind")
    judged(plan, "2.1.1", "behind", "behind", "on_schedule")
    propose_orders(cast.shen, plan, MAY)
    again = propose_orders(cast.shen, plan, MAY)
    assert (again.new, again.standing_count, again.lapsed_count) == (0, 2, 0)
    later = propose_orders(cast.shen, plan, JUNE)
    assert (later.new, later.standing_count, later.lapsed_count) == (0, 1, 1)
    assert waiting(plan) == ["behind 1.1.2"]
    assert Proposal.objects.get(state="waiting").first_as_of == MAY
    with pytest.raises(Refused, match="更晚日期"):
        propose_orders(cast.shen, plan, MAY)


def test_an_open_order_stops_proposals_and_a_closed_one_asks_for_new_evidence(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind", "behind")
    order = at("completed", plan, cast)
    assert not propose_orders(cast.shen, plan, MAY).new
    close_order.close_order(cast.shen, order, paper(on=dt.date(2031, 5, 10)))
    assert not propose_orders(cast.shen, plan, MAY).new, "April's was settled with the order"
    assert propose_orders(cast.shen, plan, JUNE).new == 1


def test_two_assessments_of_one_figure_propose_nothing(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind", "behind", period="2031-Q1")
    assert not propose_orders(cast.shen, plan, JUNE).new


def test_what_was_declined_is_not_raised_for_the_same_months(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind", "behind")
    propose_orders(cast.shen, plan, MAY)
    proposal = Proposal.objects.get()
    with pytest.raises(Refused, match="理由"):
        decline_proposal(cast.shen, proposal, " ", TODAY)
    decline_proposal(cast.shen, proposal, "汛期影响，已有部署", TODAY)
    assert not propose_orders(cast.shen, plan, JUNE).new
    with pytest.raises(Refused, match="不予立项"):
        confirm_proposal(cast.shen, proposal, TODAY)


def test_a_shortfall_behind_an_expectation_is_still_seen(plan: Plan, cast: Cast) -> None:
    """The weakest claim is a 力争; the other claim of the commitment is behind in its own right."""
    judged(plan, "1.1.1", "behind", "behind", flags=["strive"])
    assert not propose_orders(cast.shen, plan, MAY).new
    rivers = plan.commitments.get(number="1.1.1")
    for row in list(Assessment.objects.filter(commitment=rivers)):
        for claim in rivers.claims.all():
            row.pk, row.slot, row.claim = None, claim.pk, claim
            row.sum = {"flags": [] if claim.indicator == "污水管网" else ["strive"], "zh": "差", "en": ""}
            row.save()
    assert propose_orders(cast.shen, plan, MAY).new == 1


def test_reports_that_are_missing_are_proposed_by_unit(plan: Plan, cast: Cast) -> None:
    opened = open_round(cast.shen, plan, 3)
    report = opened.reports.get(body=cast.water)
    report.status = "submitted"
    report.submitted_at = dt.datetime(2031, 4, 3, 9, tzinfo=timezone.get_current_timezone())
    report.save()
    assert not propose_orders(cast.shen, plan, opened.late_after).new
    propose_orders(cast.shen, plan, opened.late_after + dt.timedelta(days=1))
    assert waiting(plan) == ["unreported 市商务局"]
    order = confirm_proposal(cast.shen, Proposal.objects.get(), TODAY)
    assert order.title == "市商务局3月进展未报"
    assert order.lead_body == cast.commerce


def test_only_the_office_asks_and_decides(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind")
    for person in (cast.ning, cast.lu, cast.wei, cast.gao, cast.tan):
        with pytest.raises(PermissionDenied):
            propose_orders(person, plan, MAY)
    propose_orders(cast.shen, plan, MAY)
    for person in (cast.ning, cast.lu, cast.wei, cast.gao, cast.tan):
        with pytest.raises(PermissionDenied):
            confirm_proposal(person, Proposal.objects.get(), TODAY)


def test_officers_are_told_once_of_new_proposals(plan: Plan, cast: Cast) -> None:
    judged(plan, "1.1.2", "behind", "behind")
    propose_orders(cast.shen, plan, MAY)
    propose_orders(cast.shen, plan, MAY)
    assert [n.person for n in Notice.objects.filter(kind="proposed")] == [cast.shen]


def test_the_command_asks_every_plan_in_force(plan: Plan, cast: Cast, capsys: Any) -> None:
    judged(plan, "1.1.2", "behind", "behind")
    call_command("propose", as_of="2031-05-31")
    assert "新建议 1 条" in capsys.readouterr().out
    with pytest.raises(CommandError, match="不是日期"):
        call_command("propose", as_of="31/5")


def test_a_confirmed_proposal_is_edited_and_registered(plan: Plan, cast: Cast, signed_in: Any) -> None:
    judged(plan, "1.1.2", "behind", "behind")
    propose_orders(cast.shen, plan, MAY)
    office = signed_in(cast.shen)
    page = office.get("/orders/proposals/").content.decode()
    assert "连续两次欠进度" in page
    assert "实际2座" in page
    answer = office.post(f"/orders/proposals/{Proposal.objects.get().pk}/confirm/")
    order = Order.objects.get()
    assert answer.headers["Location"] == f"/orders/{order.pk}/edit/"
    register_order.register_order(cast.shen, order, paper(on=timezone.localdate()))
    assert Order.objects.get().number == 1
