"""A claim of a snapshot: its target, its figures, its assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban_site.snapshots.content.outline import Json, day, number


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessment of a claim or a commitment: status, numbers in `unit`, the sum in words."""

    status: str
    light: str = ""
    claim: int | None = None
    value: Decimal | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    forecast: Decimal | None = None
    forecast_low: Decimal | None = None
    forecast_high: Decimal | None = None
    probability: Decimal | None = None
    unit: str = ""
    period: str = ""
    verdict: str = ""
    reason: str = ""
    threshold: str = ""
    flags: tuple[str, ...] = ()
    sum_zh: str = ""
    sum_en: str = ""

    NUMBERS = (
        "value",
        "expected",
        "gap",
        "forecast",
        "forecast_low",
        "forecast_high",
        "probability",
    )
    WORDS = ("unit", "period", "verdict", "reason", "threshold")

    @classmethod
    def of(cls, data: Json | None) -> Assessed | None:
        """From JSON."""
        if data is None:
            return None
        told = data.get("sum") or {}
        values: dict[str, Any] = {name: number(data.get(name)) for name in cls.NUMBERS}
        values |= {name: data.get(name) or "" for name in cls.WORDS}
        return cls(
            status=data["status"],
            light=data.get("light", ""),
            claim=data.get("claim"),
            **values,
            flags=tuple(data.get("flags", ())),
            sum_zh=told.get("zh", ""),
            sum_en=told.get("en", ""),
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One accepted figure in the claim's base unit; the highest serial of a period is valid."""

    period: str
    end: dt.date
    value: Decimal
    published: dt.date | None
    version: str
    serial: int
    source: str

    @classmethod
    def of(cls, data: Json) -> Figure:
        """From JSON."""
        return cls(
            period=data["period"],
            end=dt.date.fromisoformat(data["end"]),
            value=Decimal(data["value"]),
            published=day(data["published"]),
            version=data["version"],
            serial=data["serial"],
            source=data["source"],
        )


@dataclass(frozen=True, slots=True)
class Change:
    """口径调整: the changed fields of a target, and the reason."""

    at: dt.date
    reason: str
    document: str
    old: dict[str, Any]
    new: dict[str, Any]

    @classmethod
    def of(cls, data: Json) -> Change:
        """From JSON."""
        words = data["reason"], data["document"], data["old"], data["new"]
        return cls(dt.date.fromisoformat(data["at"]), *words)


@dataclass(frozen=True, slots=True)
class Claim:
    """指标."""

    id: int
    indicator: str
    role: str
    kind: str
    comparator: str
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    number: str
    quote: str
    direction: str
    strength: str
    period: str
    baseline: Decimal | None
    assigned: Decimal | None
    start: int
    end: int
    changes: tuple[Change, ...] = ()
    schedule: dict[str, Any] | None = None
    figures: tuple[Figure, ...] = ()
    assessment: Assessed | None = None

    @property
    def holding(self) -> list[Figure]:
        """The valid figures: the latest version of each period, in order."""
        return sorted({f.period: f for f in self.figures}.values(), key=lambda f: f.end)

    TEXTS = (
        "indicator",
        "role",
        "kind",
        "comparator",
        "unit",
        "number",
        "quote",
        "direction",
        "strength",
        "period",
    )
    NUMBERS = ("value", "value_high", "baseline", "assigned")

    @classmethod
    def of(cls, data: Json) -> Claim:
        """From JSON."""
        values: dict[str, Any] = {name: data[name] for name in ("id", "start", "end", *cls.TEXTS)}
        values |= {name: number(data[name]) for name in cls.NUMBERS}
        return cls(
            **values,
            changes=tuple(Change.of(change) for change in data["changes"]),
            schedule=data["schedule"],
            figures=tuple(Figure.of(figure) for figure in data["figures"]),
            assessment=Assessed.of(data["assessment"]),
        )
