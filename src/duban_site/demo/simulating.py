"""A seeded simulation of a year's figures: the same report gives the same figures, every time.

Pure: no database, no clock. Nothing here is a statistic of anywhere.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from duban.series import Period, find_family

MONTHS = 9
PUBLICATION_DAY = 10
"""The day of the next month on which a figure is published."""
QUARTERLY_INDICATORS = ("地区生产总值", "服务业增加值", "居民人均可支配收入")
FLOW_UNITS = frozenset({"元", "美元", "吨", "件"})
FRACTIONAL_FAMILIES = {"money_cny", "money_usd", "percent", "points", "area", "floor", "length", "mass"}
FRACTIONAL_FAMILIES |= {"power", "energy", "volume"}
"""Families of units that have fractions; all others are countable (座, 个, 人, 条)."""
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
PACE_RANGES = ((0.05, 0.55, 0.75), (0.15, 0.84, 0.94), (0.80, 1.0, 1.12), (1.0, 1.15, 1.35))
"""(cumulative share of targets, lowest and highest pace): few far behind, most near target."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the simulation needs to know of a claim."""

    key: str
    indicator: str
    kind: str
    comparator: str
    value: Decimal
    unit: str
    falls: bool = False


@dataclass(frozen=True, slots=True)
class SimulatedFigure:
    """One invented figure, in the claim's base unit."""

    period: str
    end: dt.date
    value: Decimal
    published: dt.date


def is_flow(target: Target) -> bool:
    """Whether the figure accumulates from zero within the year."""
    return target.kind == "volume" or (target.kind == "level" and target.unit in FLOW_UNITS)


def is_countable(target: Target) -> bool:
    """Whether its figures are whole numbers: things, people and events, asked for in whole ones."""
    is_integral = target.value == target.value.to_integral_value()
    return is_integral and find_family(target.unit)[0] not in FRACTIONAL_FAMILIES


def compute_baseline(target: Target) -> Decimal | None:
    """Last year's figure of a stock: somewhat short of this year's target."""
    if target.kind != "level" or is_flow(target):
        return None
    factor = Decimal("1.05") if target.comparator in ("le", "lt") else Decimal("0.94")
    return _round_value(target.value * factor, target)


def simulate_figures(target: Target, year: int) -> Iterator[SimulatedFigure]:
    """The figures of the first nine months, as they would be published."""
    rng = random.Random(f"{year}/{target.key}/{target.indicator}")  # noqa: S311
    pace = _choose_pace(rng)
    value = Decimal(0)
    for month in range(1, MONTHS + 1):
        if not _is_published(target, month):
            continue
        month_value = _simulate_value(target, month, pace, rng)
        value = max(value, month_value) if is_flow(target) else month_value
        period = _period_of_month(target, year, month)
        published = dt.date(year, month + 1, PUBLICATION_DAY)
        yield SimulatedFigure(str(period), period.end, value, published)


def _choose_pace(rng: random.Random) -> float:
    sample = rng.random()
    low, high = next((low, high) for limit, low, high in PACE_RANGES if sample <= limit)
    return rng.uniform(low, high)


def _is_published(target: Target, month: int) -> bool:
    """Rates start with 1–2月; national accounts come by the quarter."""
    if any(name in target.indicator for name in QUARTERLY_INDICATORS):
        return month % 3 == 0
    return month > 1 or target.kind in ("volume", "level")


def _period_of_month(target: Target, year: int, month: int) -> Period:
    if target.kind == "level" and not is_flow(target):
        first_day = dt.date(year, month, 1)
        last_day = (first_day + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return Period.parse(last_day.isoformat())
    return Period.parse(f"{year}-01" if month == 1 else f"{year}-01..{month:02d}")


def _simulate_value(target: Target, month: int, pace: float, rng: random.Random) -> Decimal:
    if is_flow(target):
        share = month / 12 * pace * rng.uniform(0.98, 1.03)
        return _round_value(target.value * Decimal(f"{min(share, 1.05):.4f}"), target)
    if target.kind == "level":
        return _simulate_stock(target, month, pace)
    return _simulate_rate(target, pace, rng)


def _simulate_stock(target: Target, month: int, pace: float) -> Decimal:
    start_value = compute_baseline(target) or target.value
    progress = Decimal(f"{month / 12 * pace:.4f}")
    return _round_value(start_value + (target.value - start_value) * progress, target)


def _simulate_rate(target: Target, pace: float, rng: random.Random) -> Decimal:
    """A rate wanders about its bound: below it where the pace is slow, above it where fast."""
    deviation = abs(target.value) * Decimal("0.35") if target.kind == "growth" else Decimal(4)
    drift = Decimal(f"{(pace - 0.97) * 1.3 + rng.uniform(-0.04, 0.04):.4f}")
    sign = -1 if target.comparator in ("le", "lt") else 1
    rate = target.value + sign * deviation * drift
    if target.kind == "share":
        rate = min(max(rate, Decimal(0)), Decimal(100))
    return rate.quantize(TENTH)


def _round_value(value: Decimal, target: Target) -> Decimal:
    """Round a figure as statistics do: countable or large whole targets to whole numbers.

    Others get two decimals; the largest amounts keep five significant digits of the target's.
    """
    target_value = target.value
    is_fractional = target_value != target_value.to_integral_value() or abs(target_value) < 10
    if is_fractional and not is_countable(target):
        return value.quantize(CENT)
    rounded = value.quantize(Decimal(1))
    trailing_zeros = max(len(str(abs(int(target_value)))) - 5, 0)
    step = Decimal(1).scaleb(trailing_zeros)
    return (rounded / step).quantize(Decimal(1)) * step
