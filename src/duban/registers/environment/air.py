"""Ambient air by GB 3095-2012: days by the daily limits, years by means and percentiles."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from duban.notices import NoticeError
from duban.registers.environment.standards import load_limits

#: Days of valid means that a year needs, and a month of it (GB 3095-2012, table 4).
MIN_DAYS_OF_YEAR, MIN_DAYS_OF_MONTH, MIN_DAYS_OF_FEBRUARY = 324, 27, 25
DailyFigures = Mapping[str, Decimal | None]


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


def is_good_day(concentrations: Mapping[str, Decimal | None], *, grade: int = 2) -> bool | None:
    """Whether a day is 优良: every factor within its daily limit. None if one is not measured."""
    limits_by_factor = load_limits("air")
    if any(concentrations.get(factor) is None for factor in limits_by_factor):
        return None
    return all(
        (concentrations[factor] or Decimal(0)) <= _get_limit(factor, "day", grade) for factor in limits_by_factor
    )


def judge_air_year(
    days: Iterable[DailyFigures] | Mapping[dt.date, DailyFigures], *, grade: int = 2, with_daily_limits: bool = False
) -> AirYear:
    """A year of daily figures (µg/m³; CO mg/m³) against class `grade`. Raises ValueError.

    Every factor needs 324 days, and where dates are known 27 of each month (25 of February).
    Figures are rounded as the standard says (GB/T 8170: half to even) to whole numbers, CO to one
    place, before they are compared.
    """
    if grade not in (1, 2):
        raise NoticeError.make("air_class_unknown", actual=grade)
    figures_by_date = days if isinstance(days, Mapping) else None
    days = list(days.values() if isinstance(days, Mapping) else days)
    values_by_factor: dict[str, list[Decimal]] = {factor: [] for factor in load_limits("air")}
    for day in days:
        for factor, values in values_by_factor.items():
            if (value := day.get(factor)) is not None:
                values.append(value)
    figures = {factor: _compute_year_figure(factor, values) for factor, values in values_by_factor.items() if values}
    beyond = tuple(
        exceeded_factor for exceeded_factor, value in figures.items() if value > _get_year_limit(exceeded_factor, grade)
    )
    if with_daily_limits:
        beyond += tuple(
            f"{exceeded_factor}.daily"
            for exceeded_factor, values in values_by_factor.items()
            if _exceeds_daily_limit(exceeded_factor, values, grade)
        )
    is_judged = all(len(values) >= MIN_DAYS_OF_YEAR for values in values_by_factor.values())
    return AirYear(
        figures, beyond, is_judged and (figures_by_date is None or _has_enough_days_monthly(figures_by_date))
    )


def _has_enough_days_monthly(days: Mapping[dt.date, DailyFigures]) -> bool:
    """Whether each factor has enough days of each month."""
    for factor in load_limits("air"):
        counts = Counter(day.month for day, values in days.items() if values.get(factor) is not None)
        min_days_by_month = {month: MIN_DAYS_OF_FEBRUARY if month == 2 else MIN_DAYS_OF_MONTH for month in range(1, 13)}
        if any(counts[month] < min_days_by_month[month] for month in min_days_by_month):
            return False
    return True


def _exceeds_daily_limit(factor: str, values: list[Decimal], grade: int) -> bool:
    percent = load_limits("air")[factor].get("daily")
    if percent is None or not values:
        return False
    percentile_value = _compute_percentile(values, percent).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return percentile_value > _get_limit(factor, "day", grade)


def _compute_year_figure(factor: str, values: list[Decimal]) -> Decimal:
    percent = load_limits("air")[factor].get("percentile")
    value = _compute_percentile(values, percent) if percent else sum(values, Decimal(0)) / len(values)
    step = Decimal("0.1") if factor == "co" else Decimal(1)
    return value.quantize(step, rounding=ROUND_HALF_EVEN)


def _compute_percentile(values: list[Decimal], percent: int) -> Decimal:
    """HJ 663-2013, appendix A: linear interpolation at position 1 + (n − 1) p."""
    ordered = sorted(values)
    position = Decimal(len(ordered) - 1) * percent / 100
    lower_index = int(position)
    upper_index = min(lower_index + 1, len(ordered) - 1)
    return ordered[lower_index] + (ordered[upper_index] - ordered[lower_index]) * (position - lower_index)


def _get_year_limit(factor: str, grade: int) -> Decimal:
    return _get_limit(factor, "year" if "year" in load_limits("air")[factor] else "day", grade)


def _get_limit(factor: str, span: str, grade: int) -> Decimal:
    return Decimal(load_limits("air")[factor][span][grade - 1])
