"""A seeded simulation of a year's figures: the same report gives the same figures, every time.

Pure: no database, no clock. Nothing here is a statistic of anywhere.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from duban.series import Period, family

MONTHS = 9
PUBLISHED_ON = 10
"""The day of the next month on which a figure is published."""
QUARTERLY = ("地区生产总值", "服务业增加值", "居民人均可支配收入")
FLOWS = frozenset({"元", "美元", "吨", "件"})
MEASURED = {"money_cny", "money_usd", "percent", "points", "area", "floor", "length", "mass"}
MEASURED |= {"power", "energy", "volume"}
"""Families of units that have fractions; all others are countable (座, 个, 人, 条)."""
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
PACES = ((0.05, 0.55, 0.75), (0.15, 0.84, 0.94), (0.80, 1.0, 1.12), (1.0, 1.15, 1.35))
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
    down: bool = False


@dataclass(frozen=True, slots=True)
class Simulated:
    """One invented figure, in the claim's base unit."""

    period: str
    end: dt.date
    value: Decimal
    published: dt.date


def flows(target: Target) -> bool:
    """Whether the figure accumulates from zero within the year."""
    return target.kind == "volume" or (target.kind == "level" and target.unit in FLOWS)


def countable(target: Target) -> bool:
    """Whether its figures are whole numbers: things, people and events, asked for in whole ones."""
    whole = target.value == target.value.to_integral_value()
    return whole and family(target.unit)[0] not in MEASURED


def baseline(target: Target) -> Decimal | None:
    """Last year's figure of a stock: somewhat short of this year's target."""
    if target.kind != "level" or flows(target):
        return None
    factor = Decimal("1.05") if target.comparator in ("le", "lt") else Decimal("0.94")
    return _tidy(target.value * factor, target)


def figures(target: Target, year: int) -> Iterator[Simulated]:
    """The figures of the first nine months, as they would be published."""
    chance = random.Random(f"{year}/{target.key}/{target.indicator}")  # noqa: S311
    pace = _pace(chance)
    value = Decimal(0)
    for month in range(1, MONTHS + 1):
        if not _reports(target, month):
            continue
        drawn = _value(target, month, pace, chance)
        value = max(value, drawn) if flows(target) else drawn
        period = _period(target, year, month)
        published = dt.date(year, month + 1, PUBLISHED_ON)
        yield Simulated(str(period), period.end, value, published)


def _pace(chance: random.Random) -> float:
    draw = chance.random()
    low, high = next((low, high) for limit, low, high in PACES if draw <= limit)
    return chance.uniform(low, high)


def _reports(target: Target, month: int) -> bool:
    """Rates start with 1–2月; national accounts come by the quarter."""
    if any(name in target.indicator for name in QUARTERLY):
        return month % 3 == 0
    return month > 1 or target.kind in ("volume", "level")


def _period(target: Target, year: int, month: int) -> Period:
    if target.kind == "level" and not flows(target):
        first = dt.date(year, month, 1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return Period.parse(last.isoformat())
    return Period.parse(f"{year}-01" if month == 1 else f"{year}-01..{month:02d}")


def _value(target: Target, month: int, pace: float, chance: random.Random) -> Decimal:
    if flows(target):
        share = month / 12 * pace * chance.uniform(0.98, 1.03)
        return _tidy(target.value * Decimal(f"{min(share, 1.05):.4f}"), target)
    if target.kind == "level":
        return _stock(target, month, pace)
    return _rate(target, pace, chance)


def _stock(target: Target, month: int, pace: float) -> Decimal:
    first = baseline(target) or target.value
    way = Decimal(f"{month / 12 * pace:.4f}")
    return _tidy(first + (target.value - first) * way, target)


def _rate(target: Target, pace: float, chance: random.Random) -> Decimal:
    """A rate wanders about its bound: below it where the pace is slow, above it where fast."""
    reach = abs(target.value) * Decimal("0.35") if target.kind == "growth" else Decimal(4)
    drift = Decimal(f"{(pace - 0.97) * 1.3 + chance.uniform(-0.04, 0.04):.4f}")
    sign = -1 if target.comparator in ("le", "lt") else 1
    rate = target.value + sign * reach * drift
    if target.kind == "share":
        rate = min(max(rate, Decimal(0)), Decimal(100))
    return rate.quantize(TENTH)


def _tidy(value: Decimal, target: Target) -> Decimal:
    """Round a figure as statistics do: countable or large whole targets to whole numbers.

    Others get two decimals; the largest amounts keep five significant digits of the target's.
    """
    like = target.value
    fine = like != like.to_integral_value() or abs(like) < 10
    if fine and not countable(target):
        return value.quantize(CENT)
    whole = value.quantize(Decimal(1))
    spare = max(len(str(abs(int(like)))) - 5, 0)
    step = Decimal(1).scaleb(spare)
    return (whole / step).quantize(Decimal(1)) * step
