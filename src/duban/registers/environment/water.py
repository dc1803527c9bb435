"""Surface water by GB 3838-2002: the worst factor decides (单因子评价)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from duban.registers.environment.standards import limits

#: Worse than class V: 劣Ⅴ类.
WORST = 6
LABELS = {1: "Ⅰ类", 2: "Ⅱ类", 3: "Ⅲ类", 4: "Ⅳ类", 5: "Ⅴ类", 6: "劣Ⅴ类"}


@dataclass(frozen=True, slots=True)
class WaterClass:
    """The class (1 to 6), the factors that decide it, and those beyond the target.

    `beyond` gives by how many times the limit of the target class is exceeded (超标倍数: value over
    limit, minus one), None for oxygen, where more is better, and for pH, which has a range.
    """

    number: int
    deciding: tuple[str, ...]
    beyond: Mapping[str, Decimal | None]

    @property
    def label(self) -> str:
        """Ⅲ类."""
        return LABELS[self.number]


def judge_water(
    measured: Mapping[str, Decimal | None], *, lake: bool, target: int = 3, nitrogen: bool = False
) -> WaterClass:
    """The class of the measured concentrations (mg/L, by the keys of limits.toml).

    Total nitrogen counts only with `include_nitrogen`, and only in lakes: by the ministry's rules
    of 2011 it does not decide the class, though cities report it too. Factors without a value are
    ignored. Raises ValueError when no factor has a value, or for a target outside 1…5.
    """
    if not 1 <= target <= 5:
        raise ValueError(f"目标类别应是1至5，不是{target}")
    with_nitrogen = nitrogen and lake
    counted = {
        key: value
        for key, value in measured.items()
        if value is not None and key in limits("water") and (key != "nitrogen" or with_nitrogen)
    }
    if not counted:
        raise ValueError("没有可评价的监测因子")
    classes = {key: _class_of(key, value, lake) for key, value in counted.items()}
    worst = max(classes.values())
    beyond = {k: _times(k, counted[k], lake, target) for k, n in classes.items() if n > target}
    return WaterClass(worst, tuple(k for k, n in classes.items() if n == worst), beyond)


def _bounds(key: str, lake: bool) -> tuple[bool, list[Decimal]]:
    row = limits("water")[key]
    found = row["lakes"] if lake and "lakes" in row else row.get("limits") or row["lakes"]
    return bool(row.get("least")), [Decimal(limit) for limit in found]


def _class_of(key: str, value: Decimal, lake: bool) -> int:
    if (span := limits("water")[key].get("range")) is not None:
        return 1 if span[0] <= value <= span[1] else WORST
    least, bounds = _bounds(key, lake)
    for number, bound in enumerate(bounds, start=1):
        if value >= bound if least else value <= bound:
            return number
    return WORST


def _times(key: str, value: Decimal, lake: bool, target: int) -> Decimal | None:
    if "range" in limits("water")[key]:
        return None
    least, bounds = _bounds(key, lake)
    return None if least else value / bounds[target - 1] - 1


def stable(classes: Iterable[int], target: int) -> bool:
    """“稳定达到”: there is at least one month, and every month met the target."""
    found = list(classes)
    return bool(found) and max(found) <= target


def year_class(
    months: Iterable[Mapping[str, Decimal | None]], *, lake: bool, target: int = 3
) -> WaterClass:
    """The class of the year: that of the arithmetic mean of each factor. Raises ValueError."""
    found: dict[str, list[Decimal]] = {}
    for month in months:
        for key, value in month.items():
            if value is not None:
                found.setdefault(key, []).append(value)
    means = {key: sum(values, Decimal(0)) / len(values) for key, values in found.items()}
    return judge_water(means, lake=lake, target=target)
