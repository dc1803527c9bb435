"""Records of a register: filtered, searched, a page at a time, however many there are."""

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
    """What was asked for; what is not known is left out, never guessed."""

    words: str = ""
    stage: str = ""
    body: int | None = None
    region: str = ""
    late: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Field and value."""

    @classmethod
    def of(cls, declaration: Declaration, asked: Mapping[str, Any]) -> Filters:
        """From a query string."""
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
    """The records that the person may see, without a join that would need sorting out doubles."""
    seen = policy.visible(person, "registers.see_record", register.records.all())
    if not seen.query.distinct:
        return seen
    return register.records.filter(pk__in=seen.order_by().values("pk"))


def filtered(
    records: QuerySet[RegisterRecord], filters: Filters, today: dt.date
) -> QuerySet[RegisterRecord]:
    """Those that the filters let through; what is late goes by its day, the rest by its age."""
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
    """A value of a field; on PostgreSQL by the index over all values."""
    if connection.vendor == "postgresql":
        return Q(values__contains={key: value})
    return Q(**{f"values__{key}": value})


class _HoldsPairs(Func):
    """Whether `grams` holds all of these pairs: on PostgreSQL, by the index over them."""

    output_field = BooleanField()

    def __init__(self, pairs: list[str]) -> None:
        super().__init__(F("grams"))
        self.pairs = pairs

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        """The column by its alias, also within another query."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"string_to_array({column}, ' ') @> %s::text[]", [*params, self.pairs]


def _saying(records: QuerySet[RegisterRecord], word: str) -> QuerySet[RegisterRecord]:
    """Those with the word anywhere in their text: looked up by pairs of characters, then read."""
    if connection.vendor == "postgresql" and len(word) > 1:
        pairs = [pair for pair in grams(word).split() if len(pair) == 2]
        records = records.filter(_HoldsPairs(pairs))
    return records.filter(Q(text__icontains=word) | Q(number=word))
