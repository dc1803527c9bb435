"""An invented city's plan of a thousand commitments, published several times: for load and speed.

Also used by bench/publish.py and bench/readers.py.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from duban.assessment.schedule import find_month_end
from duban_site.core.actor import SystemActor
from duban_site.people.models import Body
from duban_site.plans.models import Claim, Commitment, Duty, Part, Plan, Responsibility, State, Status, Topic
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.models import Figure
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

CITY, YEAR, PARTS, UNITS, BATCH = "宽川市", 2031, 8, 60, 2000
NOBODY = SystemActor("测速")
WORKS = ("整治河道", "新建管网", "改造道路", "绿化廊道", "架设光缆")


@transaction.atomic
def published(commitments: int = 1000, months: int = 3) -> Plan:
    """The plan, with `months` of figures, assessed, closed and published."""
    units = Body.objects.bulk_create([Body(name=f"测速单位{n}", order=n) for n in range(UNITS)])
    lines = [_line(n) for n in range(commitments)]
    plan = Plan.objects.create(
        city=CITY, year=YEAR, title="测速用报告", text="\n".join(lines), status=Status.ACTIVE, simulated=True
    )
    rows = _commitments(plan, lines)
    leads = [Responsibility(commitment=one, body=units[n % UNITS], duty=Duty.LEAD) for n, one in enumerate(rows)]
    Responsibility.objects.bulk_create(leads, BATCH)
    claims = Claim.objects.bulk_create([_claim(n, one) for n, one in enumerate(rows)], BATCH)
    Figure.objects.bulk_create([_figure(n, c, m) for n, c in enumerate(claims) for m in range(1, months + 1)], BATCH)
    for month in range(1, months + 1):
        assess_plan(NOBODY, plan, dt.date(YEAR, month + 1, 15))
        publish_snapshot(NOBODY, close_month(NOBODY, plan, month))
    return plan


def _line(n: int) -> str:
    return f"第{n}项，{WORKS[n % len(WORKS)]}{100 + n % 90}公里，当年开工、当年见效，群众看得见。"


def _commitments(plan: Plan, lines: list[str]) -> list[Commitment]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    each = -(-len(lines) // PARTS)
    topics = []
    for p in range(PARTS):
        first, last = starts[min(p * each, len(lines))], starts[min((p + 1) * each, len(lines))]
        span = {"start": first, "end": last - 1}
        part = Part.objects.create(plan=plan, order=p, number=p + 1, heading=f"部分{p + 1}", role="plan", **span)
        topics.append(Topic.objects.create(part=part, order=0, number=1, **span))
    rows = [
        Commitment(
            plan=plan, topic=topics[n // each], order=n, number=f"{n // each + 1}.1.{n % each + 1}",
            type="headline" if n < 10 else "quantified", text=line, state=State.ACCEPTED,
            start=starts[n], end=starts[n] + len(line),
        )
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return Commitment.objects.bulk_create(rows, BATCH)


def _claim(n: int, of: Commitment) -> Claim:
    number = f"{100 + n % 90}公里"
    start = of.start + of.text.index(number)
    return Claim(
        commitment=of, start=start, end=start + len(number), number=number, quote=number,
        indicator=WORKS[n % len(WORKS)], role="target", kind="volume", comparator="ge",
        value=Decimal(100 + n % 90), unit="公里", strength="plan",
    )  # fmt: skip


def _figure(n: int, claim: Claim, month: int) -> Figure:
    value = (claim.value or Decimal(0)) * (50 + n % 71) * month / 1200
    return Figure(
        claim=claim, period=f"{YEAR}-01" if month == 1 else f"{YEAR}-01..{month:02d}",
        end=find_month_end(YEAR, month), value=value.quantize(Decimal("0.01")),
        published=find_month_end(YEAR, month), version="preliminary", source="测速数据",
        accepted_at=timezone.now(),
    )  # fmt: skip
