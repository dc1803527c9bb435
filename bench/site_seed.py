"""An invented province in a fresh PostgreSQL, by bulk insert and COPY."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from duban.assessment.schedule import find_month_end
from duban_site.people.models import Body, Leader, Person, Role
from duban_site.plans.models import Claim, Commitment, Duty, Part, Plan, Responsibility, State, Status, Topic
from duban_site.reporting.models import Assessment, Figure

COMMITMENTS, YEAR, BATCH = 40_000, 2031, 5000
PARTS, TOPICS, UNITS, LEADERS, HEADLINES = 8, 25, 200, 10, 20
COLUMNS = "claim_id, period, end, value, published, version, serial, source, accepted_at"


@dataclass
class Seeded:
    """What the bench asks for."""

    plan: Plan
    officer: Person
    body: Body
    leader: Leader
    commitment: Commitment


@transaction.atomic
def seed() -> Seeded:
    """The plan in force, every commitment with one claim, one lead, and twelve figures."""
    officer = Person.objects.create(username="bench", name="测速", role=Role.OFFICER, must_change_password=False)
    units = Body.objects.bulk_create([Body(name=f"单位{n}", order=n) for n in range(UNITS)])
    leaders = Leader.objects.bulk_create([Leader(name=f"领导{n}") for n in range(LEADERS)])
    lines = [f"第{n}项整治河道{100 + n % 90}公里。" for n in range(COMMITMENTS)]
    plan = Plan.objects.create(city="虚构省", year=YEAR, title="测速", text="\n".join(lines), status=Status.ACTIVE)
    commitments = _commitments(plan, lines, leaders)
    Responsibility.objects.bulk_create(
        [Responsibility(commitment=one, body=units[n % UNITS], duty=Duty.LEAD) for n, one in enumerate(commitments)],
        BATCH,
    )
    claims = Claim.objects.bulk_create([_claim(n, c) for n, c in enumerate(commitments)], BATCH)
    _figures(claims)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL's own housekeeping does within a minute
    return Seeded(plan, officer, units[0], leaders[0], commitments[COMMITMENTS // 2])


def _commitments(plan: Plan, lines: list[str], leaders: list[Leader]) -> list[Commitment]:
    each = COMMITMENTS // (PARTS * TOPICS)
    size = [len(line) + 1 for line in lines]
    starts = [0]
    for length in size:
        starts.append(starts[-1] + length)
    topics: list[Topic] = []
    for p in range(PARTS):
        first, last = p * TOPICS * each, (p + 1) * TOPICS * each
        part = Part.objects.create(
            plan=plan, order=p, number=p + 1, heading=f"部分{p + 1}", role="plan",
            start=starts[first], end=starts[last] - 1,
        )  # fmt: skip
        topics += [
            Topic(
                part=part, order=t, number=t + 1, heading=f"专题{t + 1}",
                start=starts[first + t * each], end=starts[first + (t + 1) * each] - 1,
            )
            for t in range(TOPICS)
        ]  # fmt: skip
    topics = Topic.objects.bulk_create(topics)
    rows = [
        Commitment(
            plan=plan, topic=topics[n // each], order=n, number=f"{n // each + 1}.{n % each + 1}",
            type="headline" if n < HEADLINES else "quantified", text=line,
            start=starts[n], end=starts[n] + len(line), state=State.ACCEPTED,
            leader=leaders[n % LEADERS], deadline=dt.date(YEAR, 12, 31),
        )
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return Commitment.objects.bulk_create(rows, BATCH)


def _claim(n: int, of: Commitment) -> Claim:
    number = f"{100 + n % 90}公里"
    start = of.start + of.text.index(number)
    return Claim(
        commitment=of, start=start, end=start + len(number), number=number, quote=number,
        indicator="整治河道", role="target", kind="volume", comparator="ge",
        value=Decimal(100 + n % 90), unit="公里", strength="plan",
    )  # fmt: skip


def _figures(claims: list[Claim]) -> None:
    """Twelve cumulative figures each; the pace runs from half the target's to a fifth above it."""
    columns = COLUMNS.replace(" end,", ' "end",')
    now, ends = timezone.now(), [find_month_end(YEAR, month) for month in range(1, 13)]
    table = Figure._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for n, claim in enumerate(claims):
            pace = Decimal(50 + n % 71) / 1200
            for month, end in enumerate(ends, 1):
                period = f"{YEAR}-01" if month == 1 else f"{YEAR}-01..{month:02d}"
                value = ((claim.value or 0) * pace * month).quantize(Decimal("0.01"))
                copy.write_row(
                    (claim.pk, period, end, value, end, "preliminary", 1, "月报", now)
                )  # fmt: skip


def repeat_month(plan: Plan) -> None:
    """Give every earlier month end the rows of the first judged day: boards read a year of them."""
    names = [f.column for f in Assessment._meta.concrete_fields if f.column not in ("id", "as_of")]
    table, columns = Assessment._meta.db_table, ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        for month in range(1, 9):
            cursor.execute(
                f"INSERT INTO {table} ({columns}, as_of) SELECT {columns}, %s FROM {table} "  # noqa: S608
                "WHERE plan_id = %s AND as_of = %s",
                [find_month_end(plan.year, month), plan.pk, dt.date(plan.year, 9, 30)],
            )
        cursor.execute("ANALYZE")
