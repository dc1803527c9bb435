"""A real report imported; each of its counted targets assigned, scheduled, reported, assessed."""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from cast_of_people import Cast

import duban
from duban_site.figures.actions.assess import assess_plan
from duban_site.figures.actions.check import accept_report
from duban_site.figures.actions.open_round import open_round
from duban_site.figures.actions.set_schedule import set_schedule
from duban_site.figures.actions.sign import sign, submit
from duban_site.figures.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.figures.models import Assessment, Schedule
from duban_site.figures.targets import target_of
from duban_site.plans.actions.activate import activate
from duban_site.plans.actions.assign import Assignment, assign_all
from duban_site.plans.actions.decide import accept, reject
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.plans.reading import import_file

PARTS, TOPICS, COUNTED = 8, 27, 88
FILE = "kunming-2025.txt"


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
    spans = [
        (row["start"], row["end"])
        for row in rows
        if not row.get("optional") and row["kind"] != "relative"
    ]
    claims = Claim.objects.filter(commitment__plan=imported).select_related("commitment__plan")
    found = {(claim.start, claim.end): claim for claim in claims}
    assert [span for span in spans if span not in found] == []
    assert len(spans) == COUNTED
    return [found[span] for span in spans]


def test_the_import_keeps_every_part_topic_and_claim(imported: Plan, reports_dir: Path) -> None:
    read = duban.read(reports_dir / FILE)
    numbered = imported.parts.filter(number__isnull=False)
    assert numbered.count() == PARTS
    assert sum(part.topics.filter(number__gt=0).count() for part in numbered) == TOPICS
    spans = [(c.start, c.end, c.number) for one in read.commitments() for c in one.claims]
    kept = Claim.objects.filter(commitment__plan=imported).values_list("start", "end", "number")
    assert sorted(kept) == sorted(spans)


@pytest.mark.parametrize(("met", "end"), [(True, "completed"), (False, "overdue")])
def test_every_counted_target_runs_its_year(
    imported: Plan, targets: list[Claim], cast: Cast, met: bool, end: str
) -> None:
    year = imported.year
    _put_in_force(imported, targets, cast)
    _report(imported, targets, cast, met)
    after = dt.date(year + 1, 3, 1)
    assess_plan(cast.shen, imported, after)
    rows = Assessment.objects.filter(plan=imported, claim__in=targets, as_of=after)
    found = {row.claim_id: row for row in rows.order_by("slot")}
    assert found.keys() == {claim.pk for claim in targets}
    astray = {str(c): found[c.pk].sum["zh"] for c in targets if found[c.pk].status != end}
    assert astray == {}
    assert all(row.sum["zh"] and row.sum["en"] for row in found.values())


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
    for claim in Claim.objects.filter(pk__in=[c.pk for c in targets]):
        set_schedule(cast.shen, Schedule(claim=claim, kind="even"))


def _report(plan: Plan, targets: list[Claim], cast: Cast, met: bool) -> None:
    """December's round, from the liaison's form to the office's acceptance."""
    opened = open_round(cast.shen, plan, 12)
    paper = opened.reports.get(unit=cast.water)
    by_commitment: dict[int, list[Claim]] = {}
    for claim in Claim.objects.filter(pk__in=[c.pk for c in targets]):
        by_commitment.setdefault(claim.commitment_id, []).append(claim)
    for claims in by_commitment.values():
        figures = [
            FigureInput(c, str(plan.year), _figure(c, met), dt.date(plan.year + 1, 2, 1))
            for c in claims
        ]
        write_entry(cast.lu, paper, EntryInput(claims[0].commitment, 0, "如实", "", "", figures))
    sign(cast.wei, paper)
    submit(cast.lu, paper)
    accept_report(cast.shen, paper)


def _figure(claim: Claim, met: bool) -> Decimal:
    """The year's figure, well on one side of the bound."""
    asked = target_of(claim, None, []).asked
    assert asked.bound is not None
    room = abs(asked.bound) / 2 + 1
    return asked.bound + (room if met else -room) * asked.sign
