"""A claim of a snapshot: its target, its figures, its assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban_site.snapshots.content.outline import Json, parse_date, parse_number


@dataclass(frozen=True, slots=True)
class FrozenAssessment:
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

    NUMBER_FIELDS = ("value", "expected", "gap", "forecast", "forecast_low", "forecast_high", "probability")
    TEXT_FIELDS = ("unit", "period", "verdict", "reason", "threshold")

    @classmethod
    def from_json(cls, assessment_json: Json | None) -> FrozenAssessment | None:
        """From JSON."""
        if assessment_json is None:
            return None
        sum_texts = assessment_json.get("sum") or {}
        values: dict[str, Any] = {name: parse_number(assessment_json.get(name)) for name in cls.NUMBER_FIELDS}
        values |= {name: assessment_json.get(name) or "" for name in cls.TEXT_FIELDS}
        return cls(
            status=assessment_json["status"],
            light=assessment_json.get("light", ""),
            claim=assessment_json.get("claim"),
            **values,
            flags=tuple(assessment_json.get("flags", ())),
            sum_zh=sum_texts.get("zh", ""),
            sum_en=sum_texts.get("en", ""),
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
    def from_json(cls, figure_json: Json) -> Figure:
        """From JSON."""
        return cls(
            period=figure_json["period"],
            end=dt.date.fromisoformat(figure_json["end"]),
            value=Decimal(figure_json["value"]),
            published=parse_date(figure_json["published"]),
            version=figure_json["version"],
            serial=figure_json["serial"],
            source=figure_json["source"],
        )


@dataclass(frozen=True, slots=True)
class TargetAdjustment:
    """口径调整: the changed fields of a target, and the reason."""

    at: dt.date
    reason: str
    document: str
    old: dict[str, Any]
    new: dict[str, Any]

    @classmethod
    def from_json(cls, change_json: Json) -> TargetAdjustment:
        """From JSON."""
        text_values = (change_json["reason"], change_json["document"], change_json["old"], change_json["new"])
        return cls(dt.date.fromisoformat(change_json["at"]), *text_values)


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
    changes: tuple[TargetAdjustment, ...] = ()
    schedule: dict[str, Any] | None = None
    figures: tuple[Figure, ...] = ()
    assessment: FrozenAssessment | None = None

    @property
    def current_figures(self) -> list[Figure]:
        """The valid figures: the latest version of each period, in order."""
        return sorted({figure.period: figure for figure in self.figures}.values(), key=lambda figure: figure.end)

    TEXT_FIELDS = (
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
    NUMBER_FIELDS = ("value", "value_high", "baseline", "assigned")

    @classmethod
    def from_json(cls, claim_json: Json) -> Claim:
        """From JSON."""
        values: dict[str, Any] = {name: claim_json[name] for name in ("id", "start", "end", *cls.TEXT_FIELDS)}
        values |= {name: parse_number(claim_json[name]) for name in cls.NUMBER_FIELDS}
        return cls(
            **values,
            changes=tuple(TargetAdjustment.from_json(change) for change in claim_json["changes"]),
            schedule=claim_json["schedule"],
            figures=tuple(Figure.from_json(figure) for figure in claim_json["figures"]),
            assessment=FrozenAssessment.from_json(claim_json["assessment"]),
        )
