"""The demonstration's year of supervision: proposed is what the rules say, no more and no less."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from seeded_demo import demonstration

from duban.orders import REVISIT_DAYS
from duban_site.core.audit.chain import verify_chain
from duban_site.demo.orders import PRESENT_DAY
from duban_site.orders.models import Order, Proposal, Request
from duban_site.orders.queries import list_orders_to_revisit
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment, BodyReport
from duban_site.snapshots.models import Snapshot

OPEN = (*("drafted", "registered", "assigned", "received"), *("handling", "replied", "checked", "completed"))


@pytest.fixture
def plan(db: None, tmp_path: Path, settings: LazySettings) -> Plan:
    demonstration(tmp_path)
    return Plan.objects.get(simulated=True)


def statuses(plan: Plan) -> dict[str, dict[dt.date, str]]:
    """Matter → day → status, an expectation's shortfall taken for none; by plain loops."""
    found: dict[str, dict[dt.date, str]] = defaultdict(dict)
    claims: dict[tuple[int, dt.date], list[Assessment]] = defaultdict(list)
    for row in Assessment.objects.filter(plan=plan):
        claims[row.commitment_id, row.as_of].append(row)
    for (commitment, day), rows in claims.items():
        blamed = {r.status for r in rows if "strive" not in (r.sum.get("flags") or [])}
        worst = "overdue" if "overdue" in blamed else "behind" if "behind" in blamed else "fine"
        found[f"commitment:{commitment}"][day] = worst
    return found


def used_up(matter: str, plan: Plan, day: dt.date) -> dt.date | None:
    """Up to which day evidence on the matter is used up; None while an order is open on `day`."""
    last = dt.date.min
    for order in Order.objects.filter(plan=plan, matter=matter, drafted_on__lte=day):
        ended = order.closed_on or order.terminated_on
        if ended is None or ended > day:
            return None
        last = max(last, ended)
    for declined in Proposal.objects.filter(plan=plan, matter=matter, state="declined"):
        if declined.decided_on and declined.decided_on <= day:
            last = max(last, declined.as_of)
    return last


def missing_reports(plan: Plan, day: dt.date) -> set[str]:
    """Units whose newest report that should be in is not, and nothing came late twice."""
    found = set()
    for body in BodyReport.objects.filter(round__plan=plan).values_list("body", flat=True):
        due = BodyReport.objects.filter(round__plan=plan, body=body, round__late_after__lt=day)
        newest = due.order_by("-round__month").first()
        if newest is None:
            continue
        at = newest.submitted_at if newest.status in ("submitted", "accepted") else None
        if at is None or timezone.localtime(at).date() > day:
            found.add(f"reports:{body}")
    return found


def expected(plan: Plan) -> tuple[set[tuple[str, str, dt.date]], set[str]]:
    """Every proposal of the year as (rule, matter, first day), and those that wait at its end."""
    by_matter = statuses(plan)
    days = sorted({day for each in by_matter.values() for day in each})
    raised, waiting = set(), set()
    for before, day in zip([None, *days], days, strict=False):
        stands: dict[str, str] = {}
        for matter, by_day in by_matter.items():
            since = used_up(matter, plan, day)
            if since is None:
                continue
            now = by_day.get(day) if day > since else None
            then = by_day.get(before) if before is not None and before > since else None
            if now == "overdue":
                stands[matter] = "overdue"
            elif now == then == "behind":
                stands[matter] = "behind"
        for matter in missing_reports(plan, day):
            if used_up(matter, plan, day) is not None:
                stands[matter] = "unreported"
        # What was taken up or declined since the last judging waits no more.
        decided = Proposal.objects.filter(plan=plan, decided_on__gt=before or dt.date.min, decided_on__lte=day).exclude(
            state="lapsed"
        )
        waiting -= set(decided.values_list("matter", flat=True))
        raised |= {(stands[m], m, day) for m in stands.keys() - waiting}
        waiting = set(stands)
    after = Proposal.objects.filter(plan=plan, decided_on__gt=days[-1])
    return raised, waiting - set(after.values_list("matter", flat=True))


def test_the_years_proposals_are_what_the_rules_say_no_more_and_no_less(plan: Plan) -> None:
    raised, waiting = expected(plan)
    assert len(raised) > 25
    rows = Proposal.objects.filter(plan=plan)
    assert {(p.matter, p.first_as_of) for p in rows} == {(m, day) for _r, m, day in raised}
    assert rows.count() == len(raised)
    assert {p.matter for p in rows.filter(state="waiting")} == waiting
    first = {(m, day): rule for rule, m, day in raised}
    wrong = [p for p in rows if p.as_of == p.first_as_of and p.rule != first[p.matter, p.as_of]]
    assert not wrong


def every_order_comes_of_one_proposal_that_was_confirmed(plan: Plan) -> None:
    orders = Order.objects.filter(plan=plan)
    confirmed = Proposal.objects.filter(plan=plan, state="confirmed")
    assert {o.pk for o in orders} == {p.order_id for p in confirmed}
    open_ones = [o.matter for o in orders if o.stage in OPEN]
    assert len(open_ones) == len(set(open_ones))


def there_are_orders_in_many_states(plan: Plan) -> None:
    orders = Order.objects.filter(plan=plan)
    stages = set(orders.values_list("stage", flat=True))
    assert {"registered", "assigned", "handling", "replied", "closed", "archived"} <= stages
    assert set(orders.values_list("colour", flat=True)) == {"blue", "orange", "red"}
    assert orders.filter(listed=True, stage="handling").exists()
    assert set(Request.objects.values_list("state", flat=True)) == {"granted", "reviewed"}
    numbers = sorted(n for n in orders.values_list("number", flat=True) if n)
    assert numbers == list(range(1, len(numbers) + 1))
    looked_at = orders.exclude(revisited_on=None)
    assert looked_at.count() >= 2
    assert all((o.revisited_on - o.closed_on).days >= REVISIT_DAYS for o in looked_at)
    officer = Person.objects.get(role="officer")
    assert list_orders_to_revisit(officer, dt.date(plan.year, *PRESENT_DAY)).exists()
    assert verify_chain().is_intact


def closed_months_hold_the_orders_of_their_month(plan: Plan) -> None:
    held: dict[int, Any] = {}
    for snapshot in Snapshot.objects.filter(plan=plan).order_by("month", "serial"):
        held[snapshot.month] = snapshot.data["orders"]
    issued = Order.objects.filter(plan=plan, issued_on__lt=dt.date(plan.year, 10, 1))
    assert sum(len(each["opened"]) for each in held.values()) == issued.count()
    assert held[2] == {"opened": [], "closed": [], "open": []}
    assert len(held[4]["open"]) == issued.filter(issued_on__month=4).count() > 0


def test_orders_come_of_proposals_stand_in_many_states_and_are_in_their_months(plan: Plan) -> None:
    """One seeding for the three: it takes seconds."""
    every_order_comes_of_one_proposal_that_was_confirmed(plan)
    there_are_orders_in_many_states(plan)
    closed_months_hold_the_orders_of_their_month(plan)
