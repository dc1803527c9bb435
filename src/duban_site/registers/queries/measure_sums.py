"""Measures as of any day from the stored sums, and the records behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models import Sum as Total
from django.db.models.functions import Cast

from duban.registers import Measure, Span, Value
from duban.registers.contributions import compute_value, depends_on_clocks
from duban.registers.shares import compute_fingerprint
from duban_site.registers.models import MeasureCache, Register, Share, Sum
from duban_site.registers.models.register import load_declaration
from duban_site.registers.models.share import SCALE, SumState
from duban_site.registers.working_days import compute_calendar_stamp


@dataclass(frozen=True, slots=True)
class MeasureSum:
    """The value of a measure, and of its groups by each field that splits it."""

    value: Decimal | None = None
    record_count: int = 0
    groups: dict[str, dict[str, tuple[Decimal | None, int]]] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def _compute_fingerprint(declaration_text: str, register_key: str, measure_key: str) -> str:
    declaration = load_declaration(declaration_text, register_key)
    measure = declaration.measure(measure_key)
    calendar_hash = compute_calendar_stamp() if depends_on_clocks(measure) else ""
    return f"{compute_fingerprint(declaration, measure)}-{calendar_hash}"


def fingerprint_measure(register: Register, measure: Measure) -> str:
    """A hash of the rules (declaration and calendar) that a measure's shares follow today."""
    return _compute_fingerprint(register.text, register.key, measure.key)


def format_group(value: Value) -> str:
    """A group's name; empty for what is not filled."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def compute_period(span: Span, date: dt.date | None) -> int:
    """The year (2025) or month (202503) of a day that a span goes by; 0 where it has none."""
    if span is Span.STOCK or date is None:
        return 0
    return date.year if span is Span.YEAR else date.year * 100 + date.month


def load_fresh_measures(register: Register) -> dict[str, MeasureCache]:
    """The measures whose sums are complete and follow today's rules, by key."""
    measures = register.declaration.measures
    fingerprint_by_measure = {measure.key: fingerprint_measure(register, measure) for measure in measures}
    fresh_rows = MeasureCache.objects.filter(register=register, state=SumState.FRESH)
    return {
        measure.measure: measure
        for measure in fresh_rows
        if fingerprint_by_measure.get(measure.measure) == measure.fingerprint
    }


def sum_measures(
    register: Register, fresh_measures: Iterable[MeasureCache], as_of: dt.date, group_field: str | None = None
) -> dict[str, MeasureSum]:
    """The sums of measures as of a day, with all groups, in one query.

    `group_field` limits the groups to those of one field; empty for no groups.
    """
    measure_by_key = {
        summed_measure.pk: register.declaration.measure(summed_measure.measure) for summed_measure in fresh_measures
    }
    zero = Decimal(0)
    sum_by_measure = {
        summed_measure.key: MeasureSum(compute_value(summed_measure, zero, zero))
        for summed_measure in measure_by_key.values()
    }
    for fresh_key, field_key, group, count, above, below in _load_sum_rows([*measure_by_key], as_of, group_field):
        measure = measure_by_key[fresh_key]
        value = compute_value(measure, Decimal(above) / SCALE, Decimal(below) / SCALE)
        if not field_key:
            sum_by_measure[measure.key] = MeasureSum(value, count, sum_by_measure[measure.key].groups)
        elif count:
            sum_by_measure[measure.key].groups.setdefault(field_key, {})[group] = (value, count)
    return sum_by_measure


def _load_sum_rows(
    fresh_keys: list[int], as_of: dt.date, group_field: str | None
) -> Iterator[tuple[int, str, str, int, int, int]]:
    """Sum the complete months before that of the day, and the days of its month."""
    month_start = as_of.replace(day=1)
    date_condition = Q(month=True, at__lt=month_start) | Q(month=False, at__gte=month_start, at__lte=as_of)
    periods = [compute_period(span, as_of) for span in Span]
    sums = Sum.objects.filter(date_condition, cache__in=fresh_keys, period__in=periods).order_by()
    if group_field is not None:
        sums = sums.filter(field__in={"", group_field})
    total_by_side = {f"all_{side}": Cast(Total(side), BigIntegerField()) for side in ("count", "above", "below")}
    return sums.values_list("cache", "field", "name").annotate(**total_by_side).iterator()


def select_shares(
    fresh_measure: MeasureCache, measure: Measure, as_of: dt.date, group_field: str = "", group: str = ""
) -> QuerySet[Share]:
    """The shares that count as of a day, in the order of the records; `by` and `group` narrow."""
    shares = Share.objects.filter(_lasting_condition(as_of), _measure_condition(fresh_measure.pk, measure, as_of))
    if group_field:
        shares = shares.filter(**{f"groups__{group_field}": group})
    return shares.order_by("record_id", "place")


def _lasting_condition(as_of: dt.date) -> Q:
    return Q(since__lte=as_of) & (Q(until__isnull=True) | Q(until__gt=as_of))


def _measure_condition(fresh_key: int, measure: Measure, as_of: dt.date) -> Q:
    """Condition: shares of the measure, within the year or month of the day where it goes by it."""
    if measure.span is Span.STOCK:
        return Q(cache=fresh_key)
    month = as_of.month if measure.span is Span.MONTH else 1
    return Q(cache=fresh_key, day__gte=as_of.replace(month=month, day=1))


def iterate_record_ids(shares: QuerySet[Share]) -> Iterator[str]:
    """Iterate the record numbers of shares, as `number/row` for sub-rows."""
    # No server-side cursor: with one, PostgreSQL would look up a million records one by one.
    for number, row in shares.values_list("record__number", "row"):
        yield f"{number}/{row}" if row else number


def load_ids_by_measure(measure_by_key: Mapping[int, Measure], as_of: dt.date) -> dict[int, tuple[str, ...]]:
    """The record ids of several measures at once, in one pass over the shares."""
    share_condition = Q(pk__in=())
    for fresh_key, measure in measure_by_key.items():
        share_condition |= _measure_condition(fresh_key, measure, as_of)
    shares = Share.objects.filter(_lasting_condition(as_of), share_condition).order_by("cache_id", "record_id", "place")
    rows = shares.values_list("cache_id", "record__number", "row")
    return {
        fresh_key: tuple(f"{number}/{row}" if row else number for _fresh_key, number, row in share_rows)
        for fresh_key, share_rows in groupby(rows, itemgetter(0))
    }
