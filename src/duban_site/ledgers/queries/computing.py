"""What measures come to as of a day, by the library, in one pass over the records' events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.register import Figure, Measure, Tally, Value, fold
from duban_site.ledgers.days import days
from duban_site.ledgers.history import histories
from duban_site.ledgers.models import Ledger

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure, perhaps only one group of it."""

    measure: str
    by: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it came to, and the figures of its groups by each field that splits it."""

    asked: Asked
    figure: Figure
    groups: dict[str, list[tuple[str, Decimal | None]]]


def compute(ledger: Ledger, asked: Sequence[Asked], as_of: dt.date) -> list[Answer]:
    """The measures as of a day, by the library, in one pass over the records' events."""
    declaration = ledger.declaration
    tallies = [(one, *_tally(ledger, one, as_of)) for one in asked]
    records = ledger.records.filter(created__lte=as_of).order_by("pk")
    for events in histories(declaration, records.values("pk")):
        record = fold(declaration, events, as_of)
        if record is not None:
            for _one, _measure, tally in tallies:
                tally.add(record)
    return [_answer(one, measure, tally) for one, measure, tally in tallies]


def _tally(ledger: Ledger, asked: Asked, as_of: dt.date) -> tuple[Measure, Tally]:
    declaration = ledger.declaration
    measure = declaration.measure(asked.measure)
    only = (asked.by, asked.group) if asked.by else None
    by = () if asked.by else measure.by
    return measure, Tally(declaration, measure, as_of, days(), by=by, only=only)


def _answer(asked: Asked, measure: Measure, tally: Tally) -> Answer:
    by = () if asked.by else measure.by
    groups = {key: _groups(tally.figure(key).groups) for key in by}
    return Answer(asked, tally.figure(), groups)


def _groups(groups: dict[Value, Decimal | None]) -> list[tuple[str, Decimal | None]]:
    """The largest first; what is not filled has an empty name."""
    named = [("" if key is None else str(key), rounded(value)) for key, value in groups.items()]
    return sorted(named, key=lambda pair: (-(pair[1] or Decimal(0)), pair[0]))


def rounded(value: Decimal | None) -> Decimal | None:
    """To the six places that are kept."""
    return None if value is None else value.quantize(PLACES).normalize()
