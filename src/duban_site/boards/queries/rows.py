"""Rows as the page of one commitment shows them: the columns it needs, and no models.

Five models with all their columns took longer to compile and to build than to read.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

from duban_site.plans.models.claim import KINDS, STRENGTHS
from duban_site.plans.models.commitment import TYPES
from duban_site.reporting.models.figure import Version
from duban_site.reporting.models.schedule import ScheduleKind

CHOICE_WORDS = {
    "type": dict(TYPES),
    "kind": dict(KINDS),
    "strength": dict(STRENGTHS),
    "schedule": dict(ScheduleKind.choices),
    "version": dict(Version.choices),
}


class CommitmentRow(NamedTuple):
    """A commitment, its place in the plan, and whether there is more to read about it."""

    pk: int
    number: str
    type: str
    text: str
    start: int
    end: int
    starred: bool
    deadline: dt.date | None
    leader_id: int | None
    leader: str | None
    leader_title: str | None
    reporter: str | None
    topic_start: int
    topic_end: int
    part: int
    part_heading: str
    plan_id: int
    city: str
    year: int
    rules: str
    simulated: bool
    source_format: str
    topic_text: str
    has_milestones: bool
    has_entries: bool
    has_replies: bool
    has_changes: bool
    has_orders: bool

    @property
    def type_word(self) -> str:
        """量化指标, 重点项目…"""
        return str(CHOICE_WORDS["type"].get(self.type, self.type))

    @property
    def context(self) -> tuple[str, str, str]:
        """The topic's text before the sentence, the sentence, and the text after it."""
        if not self.topic_start <= self.start < self.end <= self.topic_end:
            return "", self.text, ""
        start, end = self.start - self.topic_start, self.end - self.topic_start
        text = self.topic_text
        return text[:start].lstrip(), text[start:end], text[end:].rstrip()


COMMITMENT_PATHS = {
    "leader": "leader__name",
    "leader_title": "leader__title",
    "reporter": "reporter__name",
    "topic_start": "topic__start",
    "topic_end": "topic__end",
    "part": "topic__part__order",
    "part_heading": "topic__part__heading",
    "city": "plan__city",
    "year": "plan__year",
    "rules": "plan__rules",
    "simulated": "plan__simulated",
    "source_format": "plan__source_format",
}


class DutyRow(NamedTuple):
    """A unit that answers for the commitment."""

    duty: str
    body_id: int
    body: str


class ClaimRow(NamedTuple):
    """A claim with its schedule, and with what a relative target is compared."""

    pk: int
    indicator: str
    number: str
    kind: str
    comparator: str
    direction: str
    unit: str
    value: Decimal | None
    value_high: Decimal | None
    baseline: Decimal | None
    strength: str
    schedule: str | None
    lag: int | None
    reference: str | None
    series: str | None

    @property
    def kind_word(self) -> str:
        """工作量, 增长率…"""
        return str(CHOICE_WORDS["kind"].get(self.kind, self.kind))

    @property
    def strength_word(self) -> str:
        """确保, 计划, 力争; nothing where nothing was said."""
        return str(CHOICE_WORDS["strength"].get(self.strength, self.strength))

    @property
    def schedule_word(self) -> str:
        """How progress is expected to run: even where nothing else was stated."""
        return str(CHOICE_WORDS["schedule"][self.schedule or ScheduleKind.EVEN])


CLAIM_PATHS = {
    "schedule": "schedule__kind",
    "lag": "schedule__lag",
    "reference": "schedule__reference__indicator",
    "series": "schedule__published_series__name",
}


class FigureRow(NamedTuple):
    """A figure of a claim, in one of its versions."""

    claim_id: int
    period: str
    end: dt.date
    value: Decimal
    version: str
    serial: int
    published: dt.date | None
    source: str

    @property
    def version_word(self) -> str:
        """初步, 修订, 最终."""
        return str(CHOICE_WORDS["version"].get(self.version, self.version))


class AssessmentRow(NamedTuple):
    """An assessment of the commitment (slot 0) or of a claim, with its sum."""

    pk: int
    slot: int
    claim_id: int | None
    as_of: dt.date
    status: str
    light: str
    value: Decimal | None
    expected: Decimal | None
    forecast: Decimal | None
    forecast_low: Decimal | None
    forecast_high: Decimal | None
    probability: Decimal | None
    sum: dict[str, Any]


RowType = TypeVar("RowType", bound=NamedTuple)


def select_columns(
    row_type: type[NamedTuple], queryset: QuerySet[Any], paths: dict[str, str] | None = None
) -> QuerySet[Any]:
    """Select one column for each field of `row_type`, by its path in `paths` or by its name."""
    column_paths = paths or {}
    return queryset.values_list(*(column_paths.get(name, name) for name in row_type._fields))


def load_rows(row_type: type[RowType], queryset: QuerySet[Any]) -> list[RowType]:
    """Run a query of `select_columns` and return its rows as `row_type`."""
    return [row_type._make(row) for row in queryset]
