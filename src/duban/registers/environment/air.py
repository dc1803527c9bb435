"""Ambient air by GB 3095-2012: days by the daily limits, years by means and percentiles."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from duban.registers.environment.standards import limits

#: Days of valid means that a year needs, and a month of it (GB 3095-2012, table 4).
LEAST_DAYS, LEAST_OF_MONTH, LEAST_OF_FEBRUARY = 324, 27, 25
Day = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class AirYear:
    """A year's figures by factor, and those beyond limits; `judged` is False if days are missing.

    Means of PM2.5, PM10, SO2 and NO2; the 90th percentile of ozone's greatest 8 hours and the 95th
    of CO, as the ministry's yearly communiqué judges cities. With `daily`, as HJ 663-2013 has it
    in full, `beyond` also names `pm25.daily` and its like: a percentile of days beyond its limit.
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


def judge_air_year(
    days: Iterable[Day] | Mapping[dt.date, Day], *, grade: int = 2, daily: bool = False
) -> AirYear:
    """A year of daily figures (µg/m³; CO mg/m³) against class `grade`. Raises ValueError.

    Every factor needs 324 days, and where dates are known 27 of each month (25 of February).
    Figures are rounded as the standard says (GB/T 8170: half to even) to whole numbers, CO to one
    place, before they are compared.
    """
    if grade not in (1, 2):
        raise ValueError(f"级别应是1或2，不是{grade}")
    dated = days if isinstance(days, Mapping) else None
    days = list(days.values() if isinstance(days, Mapping) else days)
    by_factor: dict[str, list[Decimal]] = {key: [] for key in limits("air")}
    for day in days:
        for key, values in by_factor.items():
            if (value := day.get(key)) is not None:
                values.append(value)
    figures = {key: _figure(key, values) for key, values in by_factor.items() if values}
    beyond = tuple(k for k, value in figures.items() if value > _year_limit(k, grade))
    if daily:
        beyond += tuple(
            f"{k}.daily" for k, values in by_factor.items() if _days_beyond(k, values, grade)
        )
    judged = all(len(values) >= LEAST_DAYS for values in by_factor.values())
    return AirYear(figures, beyond, judged and (dated is None or _every_month(dated)))


def _every_month(days: Mapping[dt.date, Day]) -> bool:
    """Whether each factor has enough days of each month."""
    for key in limits("air"):
        counts = Counter(day.month for day, values in days.items() if values.get(key) is not None)
        least = {
            month: LEAST_OF_FEBRUARY if month == 2 else LEAST_OF_MONTH for month in range(1, 13)
        }
        if any(counts[month] < least[month] for month in least):
            return False
    return True


def _days_beyond(key: str, values: list[Decimal], grade: int) -> bool:
    percent = limits("air")[key].get("daily")
    if percent is None or not values:
        return False
    found = _percentile(values, percent).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return found > _limit(key, "day", grade)


def _figure(key: str, values: list[Decimal]) -> Decimal:
    percent = limits("air")[key].get("percentile")
    value = _percentile(values, percent) if percent else sum(values, Decimal(0)) / len(values)
    step = Decimal("0.1") if key == "co" else Decimal(1)
    return value.quantize(step, rounding=ROUND_HALF_EVEN)


def _percentile(values: list[Decimal], percent: int) -> Decimal:
    """HJ 663-2013, appendix A: linear interpolation at position 1 + (n − 1) p."""
    ordered = sorted(values)
    place = Decimal(len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _year_limit(key: str, grade: int) -> Decimal:
    return _limit(key, "year" if "year" in limits("air")[key] else "day", grade)


def _limit(key: str, span: str, grade: int) -> Decimal:
    return Decimal(limits("air")[key][span][grade - 1])
