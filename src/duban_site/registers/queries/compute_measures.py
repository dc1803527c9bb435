"""Compute measures as of a day, with the ids of the records that they count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from duban.registers import Figure, Measure, Tally, Value, fold
from duban.registers.contributions import compute_value
from duban_site.registers.history import stream_histories
from duban_site.registers.models import MeasureCache, Register
from duban_site.registers.queries.measure_sums import (
    MeasureSum,
    format_group,
    iterate_record_ids,
    load_fresh_measures,
    load_ids_by_measure,
    select_shares,
    sum_measures,
)
from duban_site.registers.working_days import working_days

DECIMAL_PLACES, ZERO = Decimal("0.000001"), Decimal(0)
GroupValues = list[tuple[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class MeasureQuery:
    """A measure to compute, optionally only one group of it."""

    measure: str
    by: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The figure of a query, and the figures of its groups by each field that splits it."""

    query: MeasureQuery
    figure: Figure
    groups: dict[str, GroupValues]


def compute_measures(register: Register, queries: Sequence[MeasureQuery], as_of: dt.date) -> list[MeasureResult]:
    """Compute measures as of a day: from stored sums where they exist, else from the histories."""
    fresh_measures = load_fresh_measures(register)
    unsummed_queries = [query for query in queries if query.measure not in fresh_measures]
    sum_by_measure = sum_measures(
        register,
        [fresh_measures[measure_key] for measure_key in {query.measure for query in queries} & fresh_measures.keys()],
        as_of,
    )
    history_results = iter(_results_from_histories(register, unsummed_queries, as_of) if unsummed_queries else ())
    ungrouped_measures = [
        fresh_measures[query.measure] for query in queries if not query.by and query.measure in fresh_measures
    ]
    ids_by_measure = load_ids_by_measure(
        {query.pk: register.declaration.measure(query.measure) for query in ungrouped_measures}, as_of
    )
    return [
        _result_from_sums(
            register, query, fresh_measures[query.measure], sum_by_measure[query.measure], as_of, ids_by_measure
        )
        if query.measure in fresh_measures
        else next(history_results)
        for query in queries
    ]


def _result_from_sums(
    register: Register,
    query: MeasureQuery,
    fresh_measure: MeasureCache,
    measure_sum: MeasureSum,
    as_of: dt.date,
    ids_by_measure: Mapping[int, tuple[str, ...]],
) -> MeasureResult:
    """The result from the sums, with the ids of its records from their shares."""
    measure = register.declaration.measure(query.measure)
    if query.by:
        record_ids = tuple(iterate_record_ids(select_shares(fresh_measure, measure, as_of, query.by, query.group)))
    else:
        record_ids = ids_by_measure.get(fresh_measure.pk, ())
    value = select_value(measure, query, measure_sum)
    figure = Figure(measure.key, as_of, measure.unit, value, record_ids)
    return MeasureResult(query, figure, {} if query.by else rank_rounded_groups(measure, measure_sum))


def select_value(measure: Measure, query: MeasureQuery, measure_sum: MeasureSum) -> Decimal | None:
    """The figure of the measure, or of the single group in the query."""
    if not query.by:
        return measure_sum.value
    zero = Decimal(0)
    group_sum = measure_sum.groups.get(query.by, {}).get(query.group)
    return compute_value(measure, zero, zero) if group_sum is None else group_sum[0]


def rank_groups(measure: Measure, measure_sum: MeasureSum) -> dict[str, GroupValues]:
    """Sort the groups of every field, the largest first."""
    return {
        field_key: _sort_groups(
            (group_name, value) for group_name, (value, _count) in measure_sum.groups.get(field_key, {}).items()
        )
        for field_key in measure.by
    }


def rank_rounded_groups(measure: Measure, measure_sum: MeasureSum) -> dict[str, GroupValues]:
    """The same, rounded as results from the histories are."""
    return {field_key: _round_groups(groups) for field_key, groups in rank_groups(measure, measure_sum).items()}


def _results_from_histories(register: Register, queries: Sequence[MeasureQuery], as_of: dt.date) -> list[MeasureResult]:
    """Compute by the library, in one pass over the records' events."""
    declaration = register.declaration
    tallies = [(query, *_make_tally(register, query, as_of)) for query in queries]
    records = register.records.filter(created__lte=as_of).order_by("pk")
    for events in stream_histories(declaration, records.values("pk")):
        record = fold(declaration, events, as_of)
        if record is not None:
            for _query, _measure, tally in tallies:
                tally.add(record)
    return [_tally_result(query, measure, tally) for query, measure, tally in tallies]


def _make_tally(register: Register, query: MeasureQuery, as_of: dt.date) -> tuple[Measure, Tally]:
    declaration = register.declaration
    measure = declaration.measure(query.measure)
    single_group = (query.by, query.group) if query.by else None
    split_fields = () if query.by else measure.by
    return measure, Tally(declaration, measure, as_of, working_days(), by=split_fields, group_filter=single_group)


def _tally_result(query: MeasureQuery, measure: Measure, tally: Tally) -> MeasureResult:
    split_fields = () if query.by else measure.by
    groups = {field_key: _rank_tally_groups(tally.figure(field_key).groups) for field_key in split_fields}
    return MeasureResult(query, tally.figure(), groups)


def _rank_tally_groups(groups: dict[Value, Decimal | None]) -> GroupValues:
    """The groups of a tally, the largest first; unfilled ones have an empty name."""
    return _round_groups(_sort_groups((format_group(group_value), value) for group_value, value in groups.items()))


def _sort_groups(named_values: Iterable[tuple[str, Decimal | None]]) -> GroupValues:
    """Sort by value, the largest first; equal ones by name."""
    by_name = sorted(named_values, key=itemgetter(0))
    return sorted(by_name, key=lambda named_value: named_value[1] or ZERO, reverse=True)


def _round_groups(groups: GroupValues) -> GroupValues:
    return [(group_name, round_value(value)) for group_name, value in groups]


def round_value(value: Decimal | None) -> Decimal | None:
    """Round to six places, as `Reading.value` stores them."""
    return None if value is None else value.quantize(DECIMAL_PLACES).normalize()
