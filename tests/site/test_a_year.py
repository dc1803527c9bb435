"""A real report through its year: every target assigned, reported, judged to its end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.utils import timezone

import duban
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.actions.decide_commitment import accept_part
from duban_site.plans.import_file import import_file
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.models import Assessment, Figure

DOWN = ("le", "lt")


@pytest.fixture
def kunming(cast: Cast, reports_dir: Path) -> Plan:
    file = reports_dir / "kunming-2025.txt"
    plan = import_file(cast.shen, file.name, file.read_bytes())
    for part in plan.parts.all():
        accept_part(cast.shen, part)
    everything = [Assignment(c, [cast.water]) for c in plan.commitments.all()]
    assign_all(cast.shen, plan, everything)
    return activate(cast.shen, plan)


def test_the_plan_holds_all_that_the_reader_found(kunming: Plan, reports_dir: Path) -> None:
    read = duban.read(reports_dir / "kunming-2025.txt")
    assert kunming.parts.count() == len(read.parts)
    assert kunming.commitments.count() == len(list(read.commitments()))
    assert kunming.claim_count() == sum(len(c.claims) for c in read.commitments())


@pytest.mark.parametrize(("met", "status"), [(True, "completed"), (False, "overdue")])
def test_every_quantified_target_comes_to_its_end(kunming: Plan, cast: Cast, met: bool, status: str) -> None:
    targets = Claim.objects.filter(commitment__plan=kunming, role="target", value__isnull=False, period="").exclude(
        strength="strive"
    )
    counted = [claim for claim in targets if claim.value]
    assert len(counted) >= 70
    Figure.objects.bulk_create([_figure(claim, kunming.year, met) for claim in counted])
    assess_plan(cast.shen, kunming, dt.date(kunming.year + 1, 3, 1))
    rows = Assessment.objects.filter(plan=kunming, claim__in=counted)
    found = {row.claim_id: row.status for row in rows.order_by("-slot")}
    others = {str(c): found.get(c.pk) for c in counted if found.get(c.pk) != status}
    assert not others


def _figure(claim: Claim, year: int, met: bool) -> Figure:
    """The year's figure: well on the good side of the target, or well on the bad one."""
    assert claim.value is not None
    high = claim.value_high or claim.value
    good = Decimal("0.5") * claim.value if claim.comparator in DOWN else 2 * high
    bad = 3 * high if claim.comparator in DOWN else claim.value / 10
    sign = -1 if claim.direction == "down" and claim.kind in ("growth", "points") else 1
    return Figure(
        claim=claim,
        period=str(year),
        end=dt.date(year, 12, 31),
        value=sign * (good if met else bad),
        published=dt.date(year + 1, 2, 1),
        version="final",
        source="年度统计",
        accepted_at=timezone.now(),
    )
