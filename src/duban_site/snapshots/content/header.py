"""A snapshot's header as typed values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban_site.snapshots.content.outline import Counts, Group, Json, Named, Part, day, number


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan as it was when the month was closed."""

    id: int
    city: str
    year: int
    title: str
    report_date: str | None
    text_sha256: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline indicator: its target, and the `figure` that it was assessed by."""

    id: int
    commitment: str
    claim: int
    indicator: str
    kind: str
    comparator: str
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    number: str
    direction: str
    figure: Decimal | None
    status: str
    light: str
    expected: Decimal | None
    gap: Decimal | None
    period: str

    NUMBERS = ("value", "value_high", "figure", "expected", "gap")
    TEXTS = ("status", "light", "period")

    @classmethod
    def of(cls, data: Json) -> Headline:
        """From JSON."""
        names = ("id", "commitment", "claim", "indicator", "kind", "comparator", "unit", "number")
        told: dict[str, Any] = {name: data[name] for name in (*names, "direction")}
        told |= {name: number(data.get(name)) for name in cls.NUMBERS}
        told |= {name: data.get(name) or "" for name in cls.TEXTS}
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Move:
    """A commitment whose status differs from the previous snapshot; `up`, `down` or neither."""

    id: int
    number: str
    text: str
    was: str
    now: str
    direction: str
    was_light: str
    light: str


@dataclass(frozen=True, slots=True)
class Report:
    """A body's report of the month, late or missing."""

    body: Named
    submitted: dt.date | None
    status: str

    @classmethod
    def of(cls, data: Json) -> Report:
        """From JSON."""
        return cls(Named.of(data["unit"]), day(data["submitted"]), data["status"])


@dataclass(frozen=True, slots=True)
class Reports:
    """Statistics of the month's reporting."""

    due: dt.date
    late_after: dt.date
    asked: int
    accepted: int
    late: tuple[Report, ...]
    missing: tuple[Report, ...]
    unchecked: tuple[Report, ...]

    @classmethod
    def of(cls, data: Json | None) -> Reports | None:
        """From JSON."""
        if data is None:
            return None
        lists = {n: tuple(map(Report.of, data[n])) for n in ("late", "missing", "unchecked")}
        due, after = (dt.date.fromisoformat(data[n]) for n in ("due", "late_after"))
        return cls(due, after, data["asked"], data["accepted"], **lists)


NOTHING_MOVED: Json = {"listed": [], "total": 0, "up": 0, "down": 0}


@dataclass(frozen=True, slots=True)
class Header:
    """A snapshot's header.

    `reports`, `orders` and the moves are never public: None or empty in the public view.
    """

    plan: PlanFacts
    month: int
    as_of: dt.date
    rules: str
    total: int
    counts: Counts
    lights: Counts
    types: dict[str, Counts]
    parts: tuple[Part, ...]
    bodies: tuple[Group, ...]
    leaders: tuple[Group, ...]
    headlines: tuple[Headline, ...]
    moved: tuple[Move, ...]
    moved_total: int
    moved_up: int
    moved_down: int
    reports: Reports | None
    orders: Any

    @classmethod
    def of(cls, data: Json) -> Header:
        """From JSON."""
        plan, moved = data["plan"], data.get("moved", NOTHING_MOVED)
        return cls(
            plan=PlanFacts(**{name: plan[name] for name in PlanFacts.__slots__}),
            as_of=dt.date.fromisoformat(data["as_of"]),
            **{name: data[name] for name in ("month", "rules", "total")},
            **{name: data[name] for name in ("counts", "lights", "types")},
            parts=tuple(Part.of(part) for part in data["parts"]),
            bodies=tuple(Group(Named.of(one), one["counts"]) for one in data["units"]),
            leaders=tuple(Group(Named.of(one), one["counts"]) for one in data["leaders"]),
            headlines=tuple(Headline.of(one) for one in data["headlines"]),
            moved=tuple(Move(**{n: one[n] for n in Move.__slots__}) for one in moved["listed"]),
            moved_total=moved["total"],
            moved_up=moved["up"],
            moved_down=moved["down"],
            reports=Reports.of(data.get("reports")),
            orders=data.get("orders"),
        )
