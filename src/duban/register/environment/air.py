"""Ambient air by GB 3095-2012: days by the daily limits, years by means and percentiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from duban.register.environment.standards import limits

#: Days of valid means that a year needs (GB 3095-2012, table 4).
LEAST_DAYS = 324


@dataclass(frozen=True, slots=True)
class AirYear:
    """A year's figures by factor, and those beyond the limits; `judged` is False for want of days.

    Means of PM2.5, PM10, SO2 and NO2; the 90th percentile of ozone's greatest 8 hours and the 95th
    of CO, as cities are judged (HJ 663-2013).
    """

    figures: Mapping[str, Decimal]
    beyond: tuple[str, ...]
    judged: bool

    @property
    def met(self) -> bool:
        """Whether the air is known to be within the limits."""
        return self.judged and not self.beyond


def good_day(measured: Mapping[str, Decimal | None], *, grade: int = 2) -> bool | None:
    """Whether a day is 优良: every factor within its daily limit. None if one is not measured."""
    table = limits("air")
    if any(measured.get(key) is None for key in table):
        return None
    return all((measured[key] or Decimal(0)) <= _limit(key, "day", grade) for key in table)


def judge_air_year(days: Iterable[Mapping[str, Decimal | None]], *, grade: int = 2) -> AirYear:
    """A year of daily figures (µg/m³; CO mg/m³) against class `grade`. Raises ValueError.

    Every factor needs 324 days. Figures are rounded as the standard says (GB/T 8170: half to even)
    to whole numbers, CO to one place, before they are compared.
    """
    if grade not in (1, 2):
        raise ValueError(f"级别应是1或2，不是{grade}")
    by_factor: dict[str, list[Decimal]] = {key: [] for key in limits("air")}
    for day in days:
        for key, values in by_factor.items():
            if (value := day.get(key)) is not None:
                values.append(value)
    figures = {key: _figure(key, values) for key, values in by_factor.items() if values}
    beyond = tuple(k for k, value in figures.items() if value > _year_limit(k, grade))
    judged = all(len(values) >= LEAST_DAYS for values in by_factor.values())
    return AirYear(figures, beyond, judged)


def _figure(key: str, values: list[Decimal]) -> Decimal:
    percent = limits("air")[key].get("percentile")
    value = _percentile(values, percent) if percent else sum(values, Decimal(0)) / len(values)
    step = Decimal("0.1") if key == "co" else Decimal(1)
    return value.quantize(step, rounding=ROUND_HALF_EVEN)


def _percentile(values: list[Decimal], percent: int) -> Decimal:
    """HJ 663-2013, appendix A: at place 1 + (n − 1) p, straight between its neighbours."""
    ordered = sorted(values)
    place = Decimal(len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _year_limit(key: str, grade: int) -> Decimal:
    return _limit(key, "year" if "year" in limits("air")[key] else "day", grade)


def _limit(key: str, span: str, grade: int) -> Decimal:
    return Decimal(limits("air")[key][span][grade - 1])
