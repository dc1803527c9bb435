"""Library, command and service judge alike, whatever the history and whenever somebody pressed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from click.testing import CliRunner
from django.utils import timezone

from duban.assessment import Target, assess
from duban.cli import main
from duban.series import Observation, Period, Series, Version
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.models import Assessment, Figure

CLAIMS = 60
KINDS = (
    ("volume", "ge", "处", 100), ("volume", "eq", "公里", 80), ("growth", "ge", "%", 6),
    ("growth", "approx", "%", 5), ("share", "ge", "%", 40), ("share", "le", "%", 55),
)  # fmt: skip
FIELDS = ("claim", "period", "value", "unit", "published", "version")


def history(chance: random.Random, year: int, kind: str, whole: int) -> list[Observation]:
    """Figures of some months, some late, some revised, some far below what was asked."""
    found = {}
    for month in sorted(chance.sample(range(2, 13), chance.randint(0, 9))):
        period = Period(year, 1, month)
        share = Decimal(month) / 12 if kind == "volume" else Decimal(1)
        for version in chance.sample(list(Version), chance.choice((1, 1, 2))):
            value = (whole * share * Decimal(chance.choice((30, 70, 95, 100, 120))) / 100).quantize(Decimal("0.01"))
            known = period.end + dt.timedelta(days=chance.choice((0, 3, 20, 75)))
            found[period, known, version] = Observation(period, value, "", known, version)
    return list(found.values())


def written(plan: Plan, chance: random.Random) -> list[tuple[Claim, list[Observation]]]:
    """Claims of the plan, each with its figures accepted; first accepted, first known."""
    commitment, out = plan.commitments.get(number="1.1.2"), []
    commitment.claims.all().delete()
    for n in range(CLAIMS):
        kind, comparator, unit, whole = chance.choice(KINDS)
        claim = Claim.objects.create(
            commitment=commitment, order=n, start=0, end=1, number=str(whole), quote="改",
            indicator=f"第{n}项", role="target", kind=kind, comparator=comparator,
            value=Decimal(whole), unit=unit, direction="up",
            strength=chance.choice(("plan", "strive")),
        )  # fmt: skip
        rows = history(chance, plan.year, kind, whole)
        for serial, row in enumerate(rows, 1):
            Figure.objects.create(
                claim=claim, period=str(row.period), end=row.period.end, value=row.value,
                published=row.published, version=row.version.value, serial=serial, source="统计局",
                accepted_at=timezone.now(),
            )  # fmt: skip
        out.append((claim, rows))
    return out


def by_library(claim: Claim, rows: list[Observation], year: int, day: dt.date) -> tuple[str, str]:
    target = Target.from_json(stated(claim), id=str(claim.pk), year=year)
    own = [Observation(r.period, r.value, claim.unit, r.published, r.version) for r in rows]
    found = assess(target, Series(claim.indicator, claim.unit, tuple(own)), None, day)
    return found.status.value, found.light.value if found.light else ""


def stated(claim: Claim) -> dict[str, Any]:
    names = ["number", "indicator", "role", "kind", "comparator", "value", "unit", "direction", "strength"]
    return {name: getattr(claim, name) for name in names}


def by_command(
    histories: list[tuple[Claim, list[Observation]]], year: int, day: dt.date, folder: Path
) -> dict[str, tuple[str, str]]:
    """`duban assess` on files: claim → (status, light)."""
    lines = [{**stated(c), "id": f"c{c.pk}", "value": float(c.value or 0)} for c, _ in histories]
    claims = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    table = io.StringIO()
    out = csv.writer(table)
    out.writerow(FIELDS)
    for claim, rows in histories:
        for r in rows:
            row = (r.period, r.value, claim.unit, r.published, r.version.value)
            out.writerow((f"c{claim.pk}", *row))
    (folder / "claims.jsonl").write_text(claims, "utf-8")
    (folder / "figures.csv").write_text(table.getvalue(), "utf-8")
    files = [str(folder / "claims.jsonl"), str(folder / "figures.csv")]
    command = ["assess", *files, "--as-of", day.isoformat(), "--year", str(year)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["claim"]: (row["status"], row["light"] or "") for row in rows}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_service_command_and_library_give_one_light(plan: Plan, cast: Cast, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    histories = written(plan, chance)
    first = dt.date(plan.year, 1, 1)
    days = sorted({first + dt.timedelta(days=chance.randint(40, 430)) for _ in range(4)})
    remembered = 0
    for day in days if seed % 2 else days[-1:]:  # pressed often, or only at the very end
        assess_plan(cast.shen, plan, day)
        rows = Assessment.objects.filter(as_of=day, slot__gt=0)
        site = {row.claim_id: (row.status, row.light) for row in rows}
        remembered += sum("remembered" in row.sum["flags"] for row in rows)
        command = by_command(histories, plan.year, day, tmp_path)
        for claim, figures in histories:
            library = by_library(claim, figures, plan.year, day)
            assert site[claim.pk] == library == command[f"c{claim.pk}"], (day, claim.indicator)
    assert remembered, "no history had a light that was caught up: the test shows nothing"
