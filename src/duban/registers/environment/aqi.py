"""The air quality index of a day by HJ 633-2012: sub-indices, category, primary pollutants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from duban.notices import NoticeError
from duban.registers.environment.standards import load_limits

CATEGORIES = ((50, "优"), (100, "良"), (150, "轻度污染"), (200, "中度污染"), (300, "重度污染"), (500, "严重污染"))
MAX_INDEX = 500


@dataclass(frozen=True, slots=True)
class AirIndex:
    """A day's index, its category, and the primary pollutants (none where the air is 优)."""

    value: int
    category: str
    primary: tuple[str, ...]
    parts: Mapping[str, int]


def compute_sub_index(factor: str, value: Decimal) -> int:
    """IAQI of a factor's daily figure (µg/m³; CO mg/m³; of ozone the greatest 8 hours).

    HJ 633-2012, 4.1 and table 1: linear interpolation between the two limits around it, rounded up
    to a whole number. Beyond the last limit it is the end of the table: 500, and 300 for ozone,
    whose 8-hour table ends at 800 µg/m³ (the hourly table goes on, but needs hourly figures).
    Raises KeyError for an unknown factor, ValueError for a negative figure.
    """
    if value < 0:
        raise NoticeError.make("concentration_negative", value=value)
    concentration_limits, indices = _get_limits(factor), _get_limits("index")
    for position in range(1, len(concentration_limits)):
        lower_limit, upper_limit = (
            Decimal(concentration_limits[position - 1]),
            Decimal(concentration_limits[position]),
        )
        if value <= upper_limit:
            index_step = Decimal(indices[position] - indices[position - 1])
            exact_index = indices[position - 1] + index_step * (value - lower_limit) / (upper_limit - lower_limit)
            return int(exact_index.to_integral_value(ROUND_CEILING))
    return indices[len(concentration_limits) - 1]


def _get_limits(table_key: str) -> list[int]:
    limit_values: Any = load_limits("aqi")[table_key]
    return list(limit_values)


def compute_air_index(concentrations: Mapping[str, Decimal | None]) -> AirIndex | None:
    """The day's index: the greatest sub-index. None where one of the six factors is missing."""
    factors = [factor for factor in load_limits("aqi") if factor != "index"]
    index_by_factor: dict[str, int] = {}
    for factor in factors:
        value = concentrations.get(factor)
        if value is None:
            return None
        index_by_factor[factor] = compute_sub_index(factor, value)
    index = max(index_by_factor.values())
    category = next(label for upper_bound, label in CATEGORIES if index <= upper_bound)
    primary = (
        tuple(factor for factor, factor_index in index_by_factor.items() if factor_index == index) if index > 50 else ()
    )
    return AirIndex(index, category, primary, index_by_factor)
