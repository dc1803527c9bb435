"""A real report imported; each of its counted targets assigned, scheduled, reported, assessed."""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from signing import sign_with_reasons

import duban
from duban.assessment.model import Method
from duban.series import Period
from duban_site.core.audit.chain import verify_chain
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.actions.decide_commitment import accept, reject
from duban_site.plans.import_file import import_file
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.check_report import accept_report
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.set_schedule import set_schedule
from duban_site.reporting.actions.sign_report import submit
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import Assessment, Figure, Schedule
from duban_site.reporting.targets import build_target

PARTS, TOPICS, COUNTED = 8, 27, 88
FILE = "kunming-2025.txt"
REPORTED = (3, 6, 9, 12)
SCHEDULES: list[dict[str, Any]] = [
    {"kind": "even"},
    {"kind": "step"},
    {"kind": "curve", "shares": {"2025-Q1": "0.1", "2025-H1": "0.4", "2025-09": "0.7"}},
]


@pytest.fixture
def imported(cast: Cast, reports_dir: Path) -> Plan:
    file = reports_dir / FILE
    return import_file(cast.shen, file.name, file.read_bytes())


@pytest.fixture
def targets(imported: Plan, reports_dir: Path) -> list[Claim]:
    """The plan's claims that the labels count: neither optional to find nor relative."""
    gold = reports_dir.parent / "gold" / "kunming-2025.jsonl"
    if not gold.is_file():
        reason = f"no labelled targets: {gold} is absent"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line]
    counted = [row for row in rows if not row.get("optional") and row["kind"] != "relative"]
    assert len(counted) == COUNTED
    claims = Claim.objects.filter(commitment__plan=imported).select_related("commitment__plan")
    # Two things that share one number (均增长10%) are two targets at one place, in order.
    at: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims.order_by("commitment__order", "order"):
        at.setdefault((claim.start, claim.end), []).append(claim)
    found = [at[row["start"], row["end"]].pop(0) for row in counted]
    assert len({claim.pk for claim in found}) == COUNTED
    return found


def test_the_import_keeps_every_part_topic_and_claim(imported: Plan, reports_dir: Path) -> None:
    read = duban.read(reports_dir / FILE)
    numbered = imported.parts.filter(number__isnull=False)
    assert numbered.count() == PARTS
    assert sum(part.topics.filter(number__gt=0).count() for part in numbered) == TOPICS
    spans = [(c.start, c.end, c.number) for one in read.commitments() for c in one.claims]
    kept = Claim.objects.filter(commitment__plan=imported).values_list("start", "end", "number")
    assert sorted(kept) == sorted(spans)


def test_every_counted_target_walks_its_year_to_one_end_or_the_other(
    imported: Plan, targets: list[Claim], cast: Cast
) -> None:
    year = imported.year
    _put_in_force(imported, targets, cast)
    ends = {c.pk: "completed" if n % 2 else "overdue" for n, c in enumerate(targets)}
    for month in REPORTED:
        _report(imported, targets, cast, month, ends)
        judged = _judge(imported, targets, cast, month)
        if month < 12:
            unjudged = {row.status for row in judged.values()} & {"no_data", "overdue"}
            assert not unjudged, month
        else:
            found = {key: row.status for key, row in judged.items()}
            astray = {str(c): judged[c.pk].sum["zh"] for c in targets if found[c.pk] != ends[c.pk]}
            assert astray == {}
    assert sorted(ends.values()) == ["completed"] * 44 + ["overdue"] * 44
    assert Figure.objects.filter(claim__in=targets, end__year=year).count() == 88 * len(REPORTED)
    assert verify_chain().is_intact


def _judge(plan: Plan, targets: list[Claim], cast: Cast, month: int) -> dict[int | None, Assessment]:
    """Each target's own row of the assessment, two months after the month ended."""
    day = dt.date(plan.year + month // 11, (month + 2) % 12 or 12, 28)
    assess_plan(cast.shen, plan, day)
    rows = Assessment.objects.filter(plan=plan, claim__in=targets, as_of=day)
    found = {row.claim_id: row for row in rows.order_by("slot")}
    assert found.keys() == {claim.pk for claim in targets}
    assert all(row.sum["zh"] and row.sum["en"] for row in found.values())
    return found


def _put_in_force(plan: Plan, targets: list[Claim], cast: Cast) -> None:
    """Accepted one by one, led by the water bureau, due with the year, each with a schedule."""
    due = dt.date(plan.year, 12, 31)
    of = sorted({claim.commitment_id for claim in targets})
    for one in Commitment.objects.filter(pk__in=of):
        accept(cast.shen, one)
    for other in plan.commitments.exclude(pk__in=of):
        reject(cast.shen, other)
    led = [Assignment(c, [cast.water], deadline=due) for c in Commitment.objects.filter(pk__in=of)]
    assign_all(cast.shen, plan, led)
    activate(cast.shen, plan)
    for n, claim in enumerate(Claim.objects.filter(pk__in=[c.pk for c in targets])):
        set_schedule(cast.shen, Schedule(claim=claim, **SCHEDULES[n % len(SCHEDULES)]))


def _report(plan: Plan, targets: list[Claim], cast: Cast, month: int, ends: dict[int, str]) -> None:
    """A month's round, from the liaison's form over the head's signature to the acceptance."""
    opened = open_round(cast.shen, plan, month)
    paper = opened.reports.get(body=cast.water)
    period = str(Period(plan.year, 1, month))
    published = dt.date(plan.year + month // 12, month % 12 + 1, 25)
    by_commitment: dict[int, list[Claim]] = {}
    for claim in Claim.objects.filter(pk__in=[c.pk for c in targets]):
        by_commitment.setdefault(claim.commitment_id, []).append(claim)
    for claims in by_commitment.values():
        figures = [FigureInput(c, period, _figure(c, month, ends[c.pk]), published) for c in claims]
        write_entry(cast.lu, paper, EntryInput(claims[0].commitment, 0, "如实", "", "", figures))
    sign_with_reasons(cast.wei, paper)
    submit(cast.lu, paper)
    accept_report(cast.shen, paper)


def _figure(claim: Claim, month: int, end: str) -> Decimal:
    """A figure on its way to one side of the bound: amounts grow with the months, rates do not."""
    asked = build_target(claim, None, []).requirement
    assert asked.bound is not None
    better = (end == "completed") == (asked.sign > 0)
    final = asked.bound + abs(asked.bound) * Decimal("0.5" if better else "-0.5")
    growing = asked.method in (Method.AMOUNT, Method.POINTS)
    return (final * month / 12 if growing else final).quantize(Decimal("0.01"))
