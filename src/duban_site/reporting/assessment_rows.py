"""Write forty thousand assessments at once.

On PostgreSQL by COPY into a temporary table and an upsert from there, which is five times as fast
as INSERT with its quoting of every value; on SQLite by Django's bulk insert.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment

BATCH = 2000
KEY = ("commitment_id", "as_of", "slot")
VALUES = (
    "plan_id",
    "claim_id",
    "status",
    "light",
    "value",
    "expected",
    "gap",
    "forecast",
    "forecast_low",
    "forecast_high",
    "probability",
    "sum",
    "rules",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One assessment before it is written; `slot` 0 is the commitment's overall one."""

    commitment: int
    claim: int | None
    slot: int
    status: str
    light: str = ""
    value: Decimal | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    forecast: Decimal | None = None
    forecast_low: Decimal | None = None
    forecast_high: Decimal | None = None
    probability: Decimal | None = None
    sum: dict[str, Any] = field(default_factory=dict)


def write(plan: Plan, as_of: dt.date, rules: str, rows: Iterable[Row]) -> None:
    """Write the rows, replacing those of the same commitment, day and slot; keys stay."""
    if connection.vendor == "postgresql":
        _copy(plan, as_of, rules, rows)
    else:
        _insert(plan, as_of, rules, rows)


def _values(row: Row) -> tuple[Any, ...]:
    """From `claim_id` to `probability`, in the order of VALUES."""
    forecast = (row.forecast, row.forecast_low, row.forecast_high, row.probability)
    return (row.claim, row.status, row.light, row.value, row.expected, row.gap, *forecast)


def _insert(plan: Plan, as_of: dt.date, rules: str, rows: Iterable[Row]) -> None:
    names = VALUES[1:-2]
    Assessment.objects.bulk_create(
        [
            Assessment(
                plan=plan,
                commitment_id=row.commitment,
                as_of=as_of,
                slot=row.slot,
                rules=rules,
                sum=row.sum,
                **dict(zip(names, _values(row), strict=True)),
            )
            for row in rows
        ],
        BATCH,
        update_conflicts=True,
        unique_fields=["commitment", "as_of", "slot"],
        update_fields=[name.removesuffix("_id") for name in VALUES],
    )


def _copy(plan: Plan, as_of: dt.date, rules: str, rows: Iterable[Row]) -> None:
    table, columns = Assessment._meta.db_table, ", ".join((*KEY, *VALUES))
    taken = ", ".join(f"{name} = EXCLUDED.{name}" for name in VALUES)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE judged ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"  # noqa: S608 (names of our own model)
        )
        with cursor.copy(f"COPY judged ({columns}) FROM STDIN") as copy:
            for row in rows:
                key = (row.commitment, as_of, row.slot, plan.pk)
                copy.write_row((*key, *_values(row), encode(row.sum), rules))
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM judged "  # noqa: S608
            f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {taken} RETURNING id"
        )
        written: Any = connection
        written.changes.note(Assessment, [key for (key,) in cursor.fetchall()])
        cursor.execute("DROP TABLE judged")
