"""A snapshot's header as typed values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban_site.snapshots.content.outline import BodyOrLeader, Counts, Group, Json, Part, parse_date, parse_number


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

    NUMBER_FIELDS = ("value", "value_high", "figure", "expected", "gap")
    TEXT_FIELDS = ("status", "light", "period")

    @classmethod
    def from_json(cls, headline_json: Json) -> Headline:
        """From JSON."""
        required_names = ("id", "commitment", "claim", "indicator", "kind", "comparator", "unit", "number")
        values: dict[str, Any] = {name: headline_json[name] for name in (*required_names, "direction")}
        values |= {name: parse_number(headline_json.get(name)) for name in cls.NUMBER_FIELDS}
        values |= {name: headline_json.get(name) or "" for name in cls.TEXT_FIELDS}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class StatusMove:
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
class BodyReportStatus:
    """A body's report of the month, late or missing."""

    body: BodyOrLeader
    submitted: dt.date | None
    status: str

    @classmethod
    def from_json(cls, report_json: Json) -> BodyReportStatus:
        """From JSON."""
        return cls(
            BodyOrLeader.from_json(report_json["unit"]), parse_date(report_json["submitted"]), report_json["status"]
        )


@dataclass(frozen=True, slots=True)
class MonthReports:
    """Statistics of the month's reporting."""

    due: dt.date
    late_after: dt.date
    asked: int
    accepted: int
    late: tuple[BodyReportStatus, ...]
    missing: tuple[BodyReportStatus, ...]
    unchecked: tuple[BodyReportStatus, ...]

    @classmethod
    def from_json(cls, reports_json: Json | None) -> MonthReports | None:
        """From JSON."""
        if reports_json is None:
            return None
        reports_by_field = {
            field_name: tuple(map(BodyReportStatus.from_json, reports_json[field_name]))
            for field_name in ("late", "missing", "unchecked")
        }
        due, late_after = (dt.date.fromisoformat(reports_json[field_name]) for field_name in ("due", "late_after"))
        return cls(due, late_after, reports_json["asked"], reports_json["accepted"], **reports_by_field)


EMPTY_MOVES: Json = {"listed": [], "total": 0, "up": 0, "down": 0}


@dataclass(frozen=True, slots=True)
class SnapshotHeader:
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
    moved: tuple[StatusMove, ...]
    moved_total: int
    moved_up: int
    moved_down: int
    reports: MonthReports | None
    orders: Any

    @classmethod
    def from_json(cls, header_json: Json) -> SnapshotHeader:
        """From JSON."""
        plan, moves = header_json["plan"], header_json.get("moved", EMPTY_MOVES)
        return cls(
            plan=PlanFacts(**{name: plan[name] for name in PlanFacts.__slots__}),
            as_of=dt.date.fromisoformat(header_json["as_of"]),
            **{name: header_json[name] for name in ("month", "rules", "total")},
            **{name: header_json[name] for name in ("counts", "lights", "types")},
            parts=tuple(Part.from_json(part) for part in header_json["parts"]),
            bodies=tuple(
                Group(BodyOrLeader.from_json(group_json), group_json["counts"]) for group_json in header_json["units"]
            ),
            leaders=tuple(
                Group(BodyOrLeader.from_json(group_json), group_json["counts"]) for group_json in header_json["leaders"]
            ),
            headlines=tuple(Headline.from_json(group_json) for group_json in header_json["headlines"]),
            moved=tuple(
                StatusMove(**{field_name: group_json[field_name] for field_name in StatusMove.__slots__})
                for group_json in moves["listed"]
            ),
            moved_total=moves["total"],
            moved_up=moves["up"],
            moved_down=moves["down"],
            reports=MonthReports.from_json(header_json.get("reports")),
            orders=header_json.get("orders"),
        )
