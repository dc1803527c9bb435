"""Filter and search the records of a register that a person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from duban.registers import Declaration, Field, FieldType, exportable
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.summary import grams

CHOICES = 6
LATE = ("overdue", "soon", "paused")
YES = {"是": True, "否": False}


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list; unknown values in the query string are ignored."""

    words: str = ""
    stage: str = ""
    body: int | None = None
    region: str = ""
    late: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Field and value."""

    @classmethod
    def of(cls, declaration: Declaration, asked: Mapping[str, Any]) -> Filters:
        """Parse a query string."""
        stage, late = str(asked.get("stage", "")), str(asked.get("late", ""))
        body = str(asked.get("body", ""))
        choices = [(f.key, str(asked.get(f"f_{f.key}", ""))) for f in choosable(declaration)]
        return cls(
            words=str(asked.get("q", "")).strip()[:100],
            stage=stage if stage in {s.key for s in declaration.stages} else "",
            body=int(body) if body.isascii() and body.isdigit() and len(body) < 12 else None,
            region=str(asked.get("region", "")).strip()[:80],
            late=late if late in LATE else "",
            choices=tuple((key, value) for key, value in choices if value),
        )

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return self != Filters()


def choosable(declaration: Declaration) -> list[Field]:
    """The fields by which the list can be narrowed."""
    kinds = (FieldType.CHOICE, FieldType.YESNO)
    shown = (f for f in declaration.fields if f.type in kinds and exportable(f) and not f.retired)
    return list(shown)[:CHOICES]


def records_for(person: Caller, register: Register) -> QuerySet[RegisterRecord]:
    """The records that the person may see; a subquery instead of a join avoids DISTINCT."""
    seen = policy.visible(person, "registers.see_record", register.records.all())
    if not seen.query.distinct:
        return seen
    return register.records.filter(pk__in=seen.order_by().values("pk"))


def filtered(
    records: QuerySet[RegisterRecord], filters: Filters, today: dt.date
) -> QuerySet[RegisterRecord]:
    """Apply the filters; overdue and near records are sorted by due date, others newest first."""
    if filters.stage:
        records = records.filter(stage=filters.stage)
    if filters.body is not None:
        records = records.filter(lead=filters.body)
    if filters.region:
        records = records.filter(region=filters.region)
    for key, value in filters.choices:
        records = records.filter(_has(key, YES.get(value, value)))
    for word in filters.words.split():
        records = _saying(records, word)
    if filters.late == "overdue":
        return records.filter(due__lt=today).order_by("due", "pk")
    if filters.late == "soon":
        near = records.filter(due__gte=today, warn_on__lte=today)
        return near.order_by("due", "pk")
    if filters.late == "paused":
        records = records.filter(paused=True)
    return records.order_by("-pk")


def _has(key: str, value: Any) -> Q:
    """Condition on a field's value; on PostgreSQL it uses the index over all values."""
    if connection.vendor == "postgresql":
        return Q(values__contains={key: value})
    return Q(**{f"values__{key}": value})


class _HoldsPairs(Func):
    """Whether column `grams` contains all these pairs, by its index on PostgreSQL."""

    output_field = BooleanField()

    def __init__(self, pairs: list[str]) -> None:
        super().__init__(F("grams"))
        self.pairs = pairs

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        """Compile with the column's alias, so that it also works in a subquery."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"string_to_array({column}, ' ') @> %s::text[]", [*params, self.pairs]


def _saying(records: QuerySet[RegisterRecord], word: str) -> QuerySet[RegisterRecord]:
    """Records with the word anywhere in their text; pairs of characters narrow them down first."""
    if connection.vendor == "postgresql" and len(word) > 1:
        pairs = [pair for pair in grams(word).split() if len(pair) == 2]
        records = records.filter(_HoldsPairs(pairs))
    return records.filter(Q(text__icontains=word) | Q(number=word))
