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
from duban.registers.contributions import speaks_of_clocks, value_of
from duban.registers.shares import fingerprint
from duban_site.registers.days import calendar_stamp
from duban_site.registers.models import Kept, Register, Share, Sum
from duban_site.registers.models.register import declared
from duban_site.registers.models.share import SCALE, State


@dataclass(frozen=True, slots=True)
class Summed:
    """The value of a measure, and of its groups by each field that splits it."""

    value: Decimal | None = None
    counted: int = 0
    groups: dict[str, dict[str, tuple[Decimal | None, int]]] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def _fingerprint(text: str, name: str, key: str) -> str:
    declaration = declared(text, name)
    measure = declaration.measure(key)
    stamp = calendar_stamp() if speaks_of_clocks(measure) else ""
    return f"{fingerprint(declaration, measure)}-{stamp}"


def fingerprint_of(register: Register, measure: Measure) -> str:
    """A hash of the rules (declaration and calendar) that a measure's shares follow today."""
    return _fingerprint(register.text, register.key, measure.key)


def group_text(value: Value) -> str:
    """A group's name; empty for what is not filled."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def period_of(span: Span, day: dt.date | None) -> int:
    """The year (2025) or month (202503) of a day that a span goes by; 0 where it has none."""
    if span is Span.STOCK or day is None:
        return 0
    return day.year if span is Span.YEAR else day.year * 100 + day.month


def fresh(register: Register) -> dict[str, Kept]:
    """The measures whose sums are complete and follow today's rules, by key."""
    measures = register.declaration.measures
    rules = {one.key: fingerprint_of(register, one) for one in measures}
    found = Kept.objects.filter(register=register, state=State.FRESH)
    return {one.measure: one for one in found if rules.get(one.measure) == one.fingerprint}


def summed(
    register: Register, kept: Iterable[Kept], as_of: dt.date, only: str | None = None
) -> dict[str, Summed]:
    """The sums of measures as of a day, with all groups, in one query.

    `group_field` limits the groups to those of one field; empty for no groups.
    """
    by_key = {one.pk: register.declaration.measure(one.measure) for one in kept}
    none = Decimal(0)
    found = {one.key: Summed(value_of(one, none, none)) for one in by_key.values()}
    for key, name, group, count, above, below in _sums([*by_key], as_of, only):
        measure = by_key[key]
        value = value_of(measure, Decimal(above) / SCALE, Decimal(below) / SCALE)
        if not name:
            found[measure.key] = Summed(value, count, found[measure.key].groups)
        elif count:
            found[measure.key].groups.setdefault(name, {})[group] = (value, count)
    return found


def _sums(
    kept: list[int], as_of: dt.date, only: str | None
) -> Iterator[tuple[int, str, str, int, int, int]]:
    """Sum the complete months before that of the day, and the days of its month."""
    first = as_of.replace(day=1)
    days = Q(month=True, at__lt=first) | Q(month=False, at__gte=first, at__lte=as_of)
    periods = [period_of(span, as_of) for span in Span]
    found = Sum.objects.filter(days, kept__in=kept, period__in=periods).order_by()
    if only is not None:
        found = found.filter(field__in={"", only})
    sides = {f"all_{s}": Cast(Total(s), BigIntegerField()) for s in ("count", "above", "below")}
    return found.values_list("kept", "field", "name").annotate(**sides).iterator()


def behind(
    kept: Kept, measure: Measure, as_of: dt.date, by: str = "", group: str = ""
) -> QuerySet[Share]:
    """The shares that count as of a day, in the order of the records; `by` and `group` narrow."""
    found = Share.objects.filter(_lasting(as_of), _of(kept.pk, measure, as_of))
    if by:
        found = found.filter(**{f"groups__{by}": group})
    return found.order_by("record_id", "place")


def _lasting(as_of: dt.date) -> Q:
    return Q(since__lte=as_of) & (Q(until__isnull=True) | Q(until__gt=as_of))


def _of(kept: int, measure: Measure, as_of: dt.date) -> Q:
    """Condition: shares of the measure, within the year or month of the day where it goes by it."""
    if measure.span is Span.STOCK:
        return Q(kept=kept)
    month = as_of.month if measure.span is Span.MONTH else 1
    return Q(kept=kept, day__gte=as_of.replace(month=month, day=1))


def ids_of(found: QuerySet[Share]) -> Iterator[str]:
    """Iterate the record numbers of shares, as `number/row` for sub-rows."""
    # No server-side cursor: with one, PostgreSQL would look up a million records one by one.
    for number, row in found.values_list("record__number", "row"):
        yield f"{number}/{row}" if row else number


def ids_behind(kept: Mapping[int, Measure], as_of: dt.date) -> dict[int, tuple[str, ...]]:
    """The record ids of several measures at once, in one pass over the shares."""
    wanted = Q(pk__in=())
    for key, measure in kept.items():
        wanted |= _of(key, measure, as_of)
    found = Share.objects.filter(_lasting(as_of), wanted).order_by("kept_id", "record_id", "place")
    rows = found.values_list("kept_id", "record__number", "row")
    return {
        key: tuple(f"{number}/{row}" if row else number for _key, number, row in some)
        for key, some in groupby(rows, itemgetter(0))
    }
