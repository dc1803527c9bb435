"""Measures of a register as of any day, from the sums that every event updates.

A measure that depends on the day itself has no sums. It is computed from the histories in a small
register; in a large one the reading of the last nightly run is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from duban.registers import Declaration, Measure
from duban_site.registers.models import CountedPage, MeasureCache, Reading, Register, RegisterRecord
from duban_site.registers.models.reading import IDS_PER_PAGE
from duban_site.registers.queries.compute_measures import (
    GroupValues,
    MeasureQuery,
    MeasureResult,
    compute_measures,
    rank_groups,
    select_value,
)
from duban_site.registers.queries.measure_sums import (
    MeasureSum,
    iterate_record_ids,
    load_fresh_measures,
    select_shares,
    sum_measures,
)

MAX_LIVE_RECORDS = 2_000
"""Up to so many records, pages compute measures without sums; above, only the nightly run."""

IDS_PER_LIST_PAGE = 50
"""Records on one page of the list behind a figure."""

MAX_VISIBLE_GROUPS = 20
"""Groups of a field that the page of measures shows unless all are requested."""

NamedRow = tuple[str, "BehindRecord | None"]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure's value as of a day; `reading` where it comes from a stored reading."""

    measure: Measure
    as_of: dt.date
    value: Decimal | None
    record_count: int
    groups: dict[str, GroupValues] = field(default_factory=dict)
    reading: Reading | None = None

    @property
    def largest_groups(self) -> list[tuple[str, GroupValues, int]]:
        """The fields that split it, each with its largest groups and how many more there are."""
        nonempty_groups = ((field_key, groups) for field_key, groups in self.groups.items() if groups)
        return [
            (field_key, groups[:MAX_VISIBLE_GROUPS], max(len(groups) - MAX_VISIBLE_GROUPS, 0))
            for field_key, groups in nonempty_groups
        ]

    @property
    def all_groups(self) -> list[tuple[str, GroupValues, int]]:
        """The same with every group."""
        return [(field_key, groups, 0) for field_key, groups in self.groups.items() if groups]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the ids of the records behind a figure."""

    value: Decimal | None
    as_of: dt.date
    total: int
    ids: list[str]
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of the page's first record among all."""
        return (self.page - 1) * IDS_PER_LIST_PAGE + 1


@dataclass(frozen=True, slots=True)
class BehindRecord:
    """A record behind a figure, as the list names it."""

    pk: int
    number: str
    title: str
    stage: str
    lead: str | None


def is_large(register: Register) -> bool:
    """Whether measures without sums are computed only by the nightly run."""
    return register.records.order_by().values("pk")[: MAX_LIVE_RECORDS + 1].count() > MAX_LIVE_RECORDS


def list_unsummed_queries(register: Register) -> list[MeasureQuery]:
    """Queries of the measures that only the nightly run computes."""
    fresh_measures = load_fresh_measures(register)
    unsummed_queries = [
        MeasureQuery(measure.key) for measure in register.declaration.measures if measure.key not in fresh_measures
    ]
    return unsummed_queries if unsummed_queries and is_large(register) else []


def list_measure_lines(register: Register, as_of: dt.date) -> tuple[list[MeasureLine], bool]:
    """Every measure as of the day, and whether some come from the nightly run."""
    measures, fresh_measures = register.declaration.measures, load_fresh_measures(register)
    sum_by_measure = sum_measures(register, fresh_measures.values(), as_of)
    unsummed_measures = [measure for measure in measures if measure.key not in fresh_measures]
    register_is_large = bool(unsummed_measures) and is_large(register)
    line_by_measure = {
        measure_key: _line_from_sum(register.declaration.measure(measure_key), as_of, line_source)
        for measure_key, line_source in sum_by_measure.items()
    }
    if register_is_large:
        line_by_measure |= {
            measure_key: _line_from_reading(line_source, register.declaration)
            for measure_key, line_source in _load_newest_readings(register, as_of).items()
            if measure_key not in fresh_measures
        }
    elif unsummed_measures:
        results = compute_measures(
            register, [MeasureQuery(line_source.key) for line_source in unsummed_measures], as_of
        )
        line_by_measure |= {
            line_source.query.measure: _line_from_result(register.declaration, line_source) for line_source in results
        }
    return [
        line_by_measure[line_source.key] for line_source in measures if line_source.key in line_by_measure
    ], register_is_large


def _line_from_sum(measure: Measure, as_of: dt.date, measure_sum: MeasureSum) -> MeasureLine:
    return MeasureLine(measure, as_of, measure_sum.value, measure_sum.record_count, rank_groups(measure, measure_sum))


def _line_from_result(declaration: Declaration, result: MeasureResult) -> MeasureLine:
    figure, measure = result.figure, declaration.measure(result.query.measure)
    return MeasureLine(measure, figure.as_of, figure.value, len(figure.record_ids), result.groups)


def _load_newest_readings(register: Register, as_of: dt.date) -> dict[str, Reading]:
    readings = Reading.objects.filter(register=register, by="", as_of__lte=as_of)
    reading_dates = readings.order_by("-as_of").values_list("as_of", flat=True)[:1]
    rows = readings.filter(as_of__in=list(reading_dates)).order_by("serial")
    declared_measures = {measure.key for measure in register.declaration.measures}
    return {row.measure: row for row in rows if row.measure in declared_measures}


def _line_from_reading(reading: Reading, declaration: Declaration) -> MeasureLine:
    groups = {
        field_key: [(group_name, None if value is None else Decimal(value)) for group_name, value in rows]
        for field_key, rows in reading.groups.items()
    }
    measure = declaration.measure(reading.measure)
    return MeasureLine(measure, reading.as_of, reading.value, reading.counted, groups, reading)


def list_reading_days(register: Register) -> list[dt.date]:
    """The days on which its measures were read, the newest first."""
    readings = Reading.objects.filter(register=register, by="").order_by("-as_of")
    return list(readings.values_list("as_of", flat=True).distinct()[:36])


def load_record_page(register: Register, query: MeasureQuery, as_of: dt.date, page: int) -> RecordPage | None:
    """A page of the records that a measure counts; None before the first nightly run."""
    fresh_measure = load_fresh_measures(register).get(query.measure)
    if fresh_measure is not None:
        return _page_from_shares(register, fresh_measure, query, as_of, page)
    if not is_large(register):
        figure = compute_measures(register, [query], as_of)[0].figure
        record_ids = figure.record_ids
        return RecordPage(
            figure.value, as_of, len(record_ids), _slice_ids(record_ids, page), page, count_pages(len(record_ids))
        )
    query_columns = {"measure": query.measure, "by": query.by, "group": query.group}
    readings = Reading.objects.filter(register=register, as_of__lte=as_of, **query_columns)
    reading = readings.order_by("-as_of", "-serial").first()
    return None if reading is None else load_reading_page(reading, page)


def _page_from_shares(
    register: Register, fresh_measure: MeasureCache, query: MeasureQuery, as_of: dt.date, page: int
) -> RecordPage:
    measure = register.declaration.measure(query.measure)
    measure_sum = sum_measures(register, [fresh_measure], as_of, group_field=query.by)[measure.key]
    groups = measure_sum.groups.get(query.by, {})
    count = groups[query.group][1] if query.group in groups else 0 if query.by else measure_sum.record_count
    shares = select_shares(fresh_measure, measure, as_of, query.by, query.group)
    record_ids = (
        [*iterate_record_ids(shares[(page - 1) * IDS_PER_LIST_PAGE : page * IDS_PER_LIST_PAGE])] if count else []
    )
    value = select_value(measure, query, measure_sum)
    return RecordPage(value, as_of, count, record_ids, page, count_pages(count))


def load_reading_page(reading: Reading, page: int) -> RecordPage:
    """A page of the records that a reading counted."""
    page_number = (page - 1) * IDS_PER_LIST_PAGE // IDS_PER_PAGE + 1
    id_page = CountedPage.objects.filter(reading=reading, page=page_number).first()
    record_ids = (
        [] if id_page is None else _slice_ids(id_page.ids, page - (page_number - 1) * IDS_PER_PAGE // IDS_PER_LIST_PAGE)
    )
    total = reading.counted
    return RecordPage(reading.value, reading.as_of, total, record_ids, page, count_pages(total))


def _slice_ids(ids: Sequence[str], page: int) -> list[str]:
    return list(ids[(page - 1) * IDS_PER_LIST_PAGE : page * IDS_PER_LIST_PAGE])


def count_pages(count: int) -> int:
    """How many pages so many ids fill."""
    return max(1, -(-count // IDS_PER_LIST_PAGE))


def name_records(records: QuerySet[RegisterRecord], ids: list[str]) -> list[NamedRow]:
    """Each id with its record, None where the reader may not see it."""
    record_numbers = {record_id.partition("/")[0] for record_id in ids}
    rows = records.filter(number__in=record_numbers).order_by()
    columns = rows.values_list("pk", "number", "title", "stage", "lead__name")
    record_by_number = {row[1]: BehindRecord(*row) for row in columns}
    return [(record_id, record_by_number.get(record_id.partition("/")[0])) for record_id in ids]
