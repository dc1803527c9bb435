"""Compute measures as of a day, with the ids of the records that they count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from duban.registers import Figure, Measure, Tally, Value, fold
from duban.registers.contributions import value_of
from duban_site.registers.days import days
from duban_site.registers.history import histories
from duban_site.registers.models import Kept, Register
from duban_site.registers.queries.summing import (
    Summed,
    behind,
    fresh,
    group_text,
    ids_behind,
    ids_of,
    summed,
)

PLACES, NOTHING = Decimal("0.000001"), Decimal(0)
Groups = list[tuple[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure to compute, optionally only one group of it."""

    measure: str
    by: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The figure of a query, and the figures of its groups by each field that splits it."""

    asked: Asked
    figure: Figure
    groups: dict[str, Groups]


def compute(register: Register, asked: Sequence[Asked], as_of: dt.date) -> list[Answer]:
    """Compute measures as of a day: from stored sums where they exist, else from the histories."""
    kept = fresh(register)
    rest = [one for one in asked if one.measure not in kept]
    sums = summed(
        register, [kept[key] for key in {one.measure for one in asked} & kept.keys()], as_of
    )
    read = iter(_read(register, rest, as_of) if rest else ())
    whole = [kept[one.measure] for one in asked if not one.by and one.measure in kept]
    ids = ids_behind({one.pk: register.declaration.measure(one.measure) for one in whole}, as_of)
    return [
        _out_of(register, one, kept[one.measure], sums[one.measure], as_of, ids)
        if one.measure in kept
        else next(read)
        for one in asked
    ]


def _out_of(
    register: Register,
    asked: Asked,
    kept: Kept,
    summed: Summed,
    as_of: dt.date,
    whole: Mapping[int, tuple[str, ...]],
) -> Answer:
    """The result from the sums, with the ids of its records from their shares."""
    measure = register.declaration.measure(asked.measure)
    if asked.by:
        ids = tuple(ids_of(behind(kept, measure, as_of, asked.by, asked.group)))
    else:
        ids = whole.get(kept.pk, ())
    value = value_in(measure, asked, summed)
    figure = Figure(measure.key, as_of, measure.unit, value, ids)
    return Answer(asked, figure, {} if asked.by else groups_in(measure, summed))


def value_in(measure: Measure, asked: Asked, summed: Summed) -> Decimal | None:
    """The figure of the measure, or of the single group in the query."""
    if not asked.by:
        return summed.value
    none = Decimal(0)
    found = summed.groups.get(asked.by, {}).get(asked.group)
    return value_of(measure, none, none) if found is None else found[0]


def ranked(measure: Measure, summed: Summed) -> dict[str, Groups]:
    """Sort the groups of every field, the largest first."""
    return {
        by: _sorted((name, value) for name, (value, _n) in summed.groups.get(by, {}).items())
        for by in measure.by
    }


def groups_in(measure: Measure, summed: Summed) -> dict[str, Groups]:
    """The same, rounded as results from the histories are."""
    return {by: _rounded(groups) for by, groups in ranked(measure, summed).items()}


def _read(register: Register, asked: Sequence[Asked], as_of: dt.date) -> list[Answer]:
    """Compute by the library, in one pass over the records' events."""
    declaration = register.declaration
    tallies = [(one, *_tally(register, one, as_of)) for one in asked]
    records = register.records.filter(created__lte=as_of).order_by("pk")
    for events in histories(declaration, records.values("pk")):
        record = fold(declaration, events, as_of)
        if record is not None:
            for _one, _measure, tally in tallies:
                tally.add(record)
    return [_answer(one, measure, tally) for one, measure, tally in tallies]


def _tally(register: Register, asked: Asked, as_of: dt.date) -> tuple[Measure, Tally]:
    declaration = register.declaration
    measure = declaration.measure(asked.measure)
    only = (asked.by, asked.group) if asked.by else None
    by = () if asked.by else measure.by
    return measure, Tally(declaration, measure, as_of, days(), by=by, only=only)


def _answer(asked: Asked, measure: Measure, tally: Tally) -> Answer:
    by = () if asked.by else measure.by
    groups = {key: _groups(tally.figure(key).groups) for key in by}
    return Answer(asked, tally.figure(), groups)


def _groups(groups: dict[Value, Decimal | None]) -> Groups:
    """The groups of a tally, the largest first; unfilled ones have an empty name."""
    return _rounded(_sorted((group_text(key), value) for key, value in groups.items()))


def _sorted(named: Iterable[tuple[str, Decimal | None]]) -> Groups:
    """Sort by value, the largest first; equal ones by name."""
    by_name = sorted(named, key=itemgetter(0))
    return sorted(by_name, key=lambda pair: pair[1] or NOTHING, reverse=True)


def _rounded(groups: Groups) -> Groups:
    return [(name, rounded(value)) for name, value in groups]


def rounded(value: Decimal | None) -> Decimal | None:
    """Round to six places, as `Reading.value` stores them."""
    return None if value is None else value.quantize(PLACES).normalize()
