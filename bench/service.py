"""Judging a province: 40,000 commitments with eleven months of figures each, on a real PostgreSQL.

    python -m bench.service [COMMITMENTS]

Prints the seconds of `assess_plan`, first and again over its own rows. Needs PostgreSQL's binaries
and the extra `site`; the data is made up and thrown away.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "site"))

YEAR = 2031
MANY = 40_000
BAR = 10.0
"""Seconds within which a province must be judged."""
BATCH = 2000


def main() -> int:
    """Exit code 1 when the bar is missed."""
    from postgres_server import PostgresServer, why_not

    reason = why_not()
    if reason is not None:
        print(reason)
        return 1
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "postgres")
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "duban_site.settings",
            "DUBAN_MODE": "demo",
            "DUBAN_DATA": folder,
            "DUBAN_LOG": "ERROR",
            "DATABASE_URL": server.start(),
        }
        try:
            return measure(many)
        finally:
            server.stop()


def measure(many: int) -> int:
    """Fill the database, judge twice, print both."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from duban_site.figures.actions.assess import assess_plan
    from duban_site.people.actor import System

    call_command("migrate", verbosity=0)
    plan = fill(many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    worst = 0.0
    for word in ("first", "again"):
        start = time.perf_counter()
        outcome = assess_plan(System(), plan, dt.date(YEAR, 12, 20))
        seconds = time.perf_counter() - start
        worst = max(worst, seconds)
        print(f"judge {many} commitments, {word}: {seconds:.1f} s  {outcome.counts}")
    print(f"ratio to the bar of {BAR:.0f} s: {worst / BAR:.2f}")
    return int(many >= MANY and worst > BAR)


def fill(many: int):  # type: ignore[no-untyped-def]
    """A plan in force with a claim a commitment and a figure a month from February."""
    from duban_site.plans.models import Claim, Commitment, Part, Plan, Topic

    plan = Plan.objects.create(city="云岭省", year=YEAR, text="建设", status="active")
    part = Part.objects.create(plan=plan, order=0, heading="建设", role="plan", start=0, end=1)
    topic = Topic.objects.create(part=part, order=0, number=0, start=0, end=1)
    common = {"start": 0, "end": 1}
    commitments = Commitment.objects.bulk_create(
        [
            Commitment(
                plan=plan,
                topic=topic,
                order=n,
                number=f"1.1.{n}",
                type="quantified",
                text=f"建设项目{n}个",
                state="accepted",
                **common,
            )
            for n in range(many)
        ],
        BATCH,
    )
    kinds = (("volume", "个", 120), ("growth", "%", 6), ("level", "个", 120), ("share", "%", 6))
    claims = [
        _claim(Claim, commitment, *kinds[n % len(kinds)])
        for n, commitment in enumerate(commitments)
    ]
    _figures(Claim.objects.bulk_create(claims, BATCH))
    return plan


def _claim(model, commitment, kind: str, unit: str, value: int):  # type: ignore[no-untyped-def]
    return model(
        commitment=commitment,
        start=0,
        end=1,
        number=f"{value}{unit}",
        quote=f"{value}{unit}",
        indicator="项目",
        role="target",
        kind=kind,
        comparator="ge",
        value=Decimal(value),
        unit=unit,
        strength="plan",
    )


def _figures(claims) -> None:  # type: ignore[no-untyped-def]
    from django.utils import timezone

    from duban.series import Period
    from duban_site.figures.models import Figure

    periods = [Period(YEAR, 1, month) for month in range(2, 13)]
    now = timezone.now()
    for at in range(0, len(claims), BATCH):
        Figure.objects.bulk_create(
            Figure(
                claim=claim,
                period=str(period),
                end=period.end,
                value=Decimal(10 * period.last if claim.unit == "个" else 5),
                published=period.end + dt.timedelta(days=15),
                version="preliminary",
                source="月度报告",
                accepted_at=now,
            )
            for claim in claims[at : at + BATCH]
            for period in periods
        )


if __name__ == "__main__":
    sys.exit(main())
