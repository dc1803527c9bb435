"""The air quality index of a day by HJ 633-2012: sub-indices, category, primary pollutants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from duban.registers.environment.standards import limits

CATEGORIES = (
    (50, "优"),
    (100, "良"),
    (150, "轻度污染"),
    (200, "中度污染"),
    (300, "重度污染"),
    (500, "严重污染"),
)
MOST = 500


@dataclass(frozen=True, slots=True)
class AirIndex:
    """A day's index, its category, and the primary pollutants (none where the air is 优)."""

    value: int
    category: str
    primary: tuple[str, ...]
    parts: Mapping[str, int]


def sub_index(factor: str, value: Decimal) -> int:
    """IAQI of a factor's daily figure (µg/m³; CO mg/m³; of ozone the greatest 8 hours).

    HJ 633-2012, 4.1 and table 1: linear interpolation between the two limits around it, rounded up
    to a whole number. Beyond the last limit it is the end of the table: 500, and 300 for ozone,
    whose 8-hour table ends at 800 µg/m³ (the hourly table goes on, but needs hourly figures).
    Raises KeyError for an unknown factor, ValueError for a negative figure.
    """
    if value < 0:
        raise ValueError(f"浓度不能是负数：{value}")
    table, indices = _table(factor), _table("index")
    for n in range(1, len(table)):
        low, high = Decimal(table[n - 1]), Decimal(table[n])
        if value <= high:
            span = Decimal(indices[n] - indices[n - 1])
            exact = indices[n - 1] + span * (value - low) / (high - low)
            return int(exact.to_integral_value(ROUND_CEILING))
    return indices[len(table) - 1]


def _table(key: str) -> list[int]:
    found: Any = limits("aqi")[key]
    return list(found)


def air_index(measured: Mapping[str, Decimal | None]) -> AirIndex | None:
    """The day's index: the greatest sub-index. None where one of the six factors is missing."""
    factors = [key for key in limits("aqi") if key != "index"]
    parts: dict[str, int] = {}
    for key in factors:
        value = measured.get(key)
        if value is None:
            return None
        parts[key] = sub_index(key, value)
    most = max(parts.values())
    category = next(word for bound, word in CATEGORIES if most <= bound)
    primary = tuple(key for key, part in parts.items() if part == most) if most > 50 else ()
    return AirIndex(most, category, primary, parts)
