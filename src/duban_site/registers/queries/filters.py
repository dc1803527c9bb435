"""Filter and search the records of a register that a person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from duban.registers import Declaration, Field, FieldType, is_exportable
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.summary import character_pairs

MAX_CHOICE_FIELDS = 6
LATE_FILTERS = ("overdue", "soon", "paused")
BOOLEAN_BY_LABEL = {"是": True, "否": False}


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
    def from_query(cls, declaration: Declaration, query: Mapping[str, Any]) -> Filters:
        """Parse a query string."""
        stage, late_filter = str(query.get("stage", "")), str(query.get("late", ""))
        body_text = str(query.get("body", ""))
        choices = [(field.key, str(query.get(f"f_{field.key}", ""))) for field in list_choice_fields(declaration)]
        return cls(
            words=str(query.get("q", "")).strip()[:100],
            stage=stage if stage in {declared_stage.key for declared_stage in declaration.stages} else "",
            body=int(body_text) if body_text.isascii() and body_text.isdigit() and len(body_text) < 12 else None,
            region=str(query.get("region", "")).strip()[:80],
            late=late_filter if late_filter in LATE_FILTERS else "",
            choices=tuple((key, value) for key, value in choices if value),
        )

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return self != Filters()


def list_choice_fields(declaration: Declaration) -> list[Field]:
    """The fields by which the list can be narrowed."""
    choice_types = (FieldType.CHOICE, FieldType.YESNO)
    choice_fields = (
        field
        for field in declaration.fields
        if field.type in choice_types and is_exportable(field) and not field.retired
    )
    return list(choice_fields)[:MAX_CHOICE_FIELDS]


def list_visible_records(person: Caller, register: Register) -> QuerySet[RegisterRecord]:
    """The records that the person may see; a subquery instead of a join avoids DISTINCT."""
    visible_records = policy.filter_visible(person, "registers.see_record", register.records.all())
    if not visible_records.query.distinct:
        return visible_records
    return register.records.filter(pk__in=visible_records.order_by().values("pk"))


def filter_records(records: QuerySet[RegisterRecord], filters: Filters, today: dt.date) -> QuerySet[RegisterRecord]:
    """Apply the filters; overdue and near records are sorted by due date, others newest first."""
    if filters.stage:
        records = records.filter(stage=filters.stage)
    if filters.body is not None:
        records = records.filter(lead=filters.body)
    if filters.region:
        records = records.filter(region=filters.region)
    for key, value in filters.choices:
        records = records.filter(_value_condition(key, BOOLEAN_BY_LABEL.get(value, value)))
    for word in filters.words.split():
        records = _filter_by_word(records, word)
    if filters.late == "overdue":
        return records.filter(due__lt=today).order_by("due", "pk")
    if filters.late == "soon":
        due_soon = records.filter(due__gte=today, warn_on__lte=today)
        return due_soon.order_by("due", "pk")
    if filters.late == "paused":
        records = records.filter(paused=True)
    return records.order_by("-pk")


def _value_condition(key: str, value: Any) -> Q:
    """Condition on a field's value; on PostgreSQL it uses the index over all values."""
    if connection.vendor == "postgresql":
        return Q(values__contains={key: value})
    return Q(**{f"values__{key}": value})


class _ContainsPairs(Func):
    """Whether column `grams` contains all these pairs, by its index on PostgreSQL."""

    output_field = BooleanField()

    def __init__(self, pairs: list[str]) -> None:
        super().__init__(F("grams"))
        self.pairs = pairs

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        """Compile with the column's alias, so that it also works in a subquery."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"string_to_array({column}, ' ') @> %s::text[]", [*params, self.pairs]


def _filter_by_word(records: QuerySet[RegisterRecord], word: str) -> QuerySet[RegisterRecord]:
    """Records with the word anywhere in their text; pairs of characters narrow them down first."""
    if connection.vendor == "postgresql" and len(word) > 1:
        pairs = [pair for pair in character_pairs(word).split() if len(pair) == 2]
        records = records.filter(_ContainsPairs(pairs))
    return records.filter(Q(text__icontains=word) | Q(number=word))
