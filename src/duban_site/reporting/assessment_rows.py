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

BATCH_SIZE = 2000
KEY_COLUMNS = ("commitment_id", "as_of", "slot")
VALUE_COLUMNS = (
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
class AssessmentRow:
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


def write_assessments(plan: Plan, as_of: dt.date, rules: str, rows: Iterable[AssessmentRow]) -> None:
    """Write the rows, replacing those of the same commitment, day and slot; keys stay."""
    if connection.vendor == "postgresql":
        _bulk_copy(plan, as_of, rules, rows)
    else:
        _bulk_insert(plan, as_of, rules, rows)


def _column_values(row: AssessmentRow) -> tuple[Any, ...]:
    """From `claim_id` to `probability`, in the order of VALUES."""
    forecast = (row.forecast, row.forecast_low, row.forecast_high, row.probability)
    return (row.claim, row.status, row.light, row.value, row.expected, row.gap, *forecast)


def _bulk_insert(plan: Plan, as_of: dt.date, rules: str, rows: Iterable[AssessmentRow]) -> None:
    column_names = VALUE_COLUMNS[1:-2]
    Assessment.objects.bulk_create(
        [
            Assessment(
                plan=plan,
                commitment_id=row.commitment,
                as_of=as_of,
                slot=row.slot,
                rules=rules,
                sum=row.sum,
                **dict(zip(column_names, _column_values(row), strict=True)),
            )
            for row in rows
        ],
        BATCH_SIZE,
        update_conflicts=True,
        unique_fields=["commitment", "as_of", "slot"],
        update_fields=[column_name.removesuffix("_id") for column_name in VALUE_COLUMNS],
    )


def _bulk_copy(plan: Plan, as_of: dt.date, rules: str, rows: Iterable[AssessmentRow]) -> None:
    table, columns = Assessment._meta.db_table, ", ".join((*KEY_COLUMNS, *VALUE_COLUMNS))
    assignments = ", ".join(f"{column_name} = EXCLUDED.{column_name}" for column_name in VALUE_COLUMNS)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE judged ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"  # noqa: S608 (names of our own model)
        )
        with cursor.copy(f"COPY judged ({columns}) FROM STDIN") as copy_stream:
            for row in rows:
                row_key = (row.commitment, as_of, row.slot, plan.pk)
                copy_stream.write_row((*row_key, *_column_values(row), encode(row.sum), rules))
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM judged "  # noqa: S608
            f"ON CONFLICT ({', '.join(KEY_COLUMNS)}) DO UPDATE SET {assignments} RETURNING id"
        )
        tracked_connection: Any = connection
        tracked_connection.changes.note(Assessment, [row_key for (row_key,) in cursor.fetchall()])
        cursor.execute("DROP TABLE judged")
