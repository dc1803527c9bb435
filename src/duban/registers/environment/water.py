"""Surface water by GB 3838-2002: the worst factor decides (单因子评价)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from duban.notices import NoticeError
from duban.registers.environment.standards import load_limits

#: Worse than class V: 劣Ⅴ类.
WORST = 6
CLASS_LABELS = {1: "Ⅰ类", 2: "Ⅱ类", 3: "Ⅲ类", 4: "Ⅳ类", 5: "Ⅴ类", 6: "劣Ⅴ类"}


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
        return CLASS_LABELS[self.number]


def judge_water(
    concentrations: Mapping[str, Decimal | None],
    *,
    is_lake: bool,
    target_class: int = 3,
    include_nitrogen: bool = False,
) -> WaterClass:
    """The class of the measured concentrations (mg/L, by the keys of limits.toml).

    Total nitrogen counts only with `include_nitrogen`, and only in lakes: by the ministry's rules
    of 2011 it does not decide the class, though cities report it too. Factors without a value are
    ignored. Raises ValueError when no factor has a value, or for a target outside 1…5.
    """
    if not 1 <= target_class <= 5:
        raise NoticeError.make("water_class_unknown", actual=target_class)
    with_nitrogen = include_nitrogen and is_lake
    judged_values = {
        factor: value
        for factor, value in concentrations.items()
        if value is not None and factor in load_limits("water") and (factor != "nitrogen" or with_nitrogen)
    }
    if not judged_values:
        raise NoticeError.make("no_factor_to_judge")
    class_by_factor = {factor: _classify(factor, value, is_lake) for factor, value in judged_values.items()}
    worst = max(class_by_factor.values())
    beyond = {
        judged_factor: _compute_excess(judged_factor, judged_values[judged_factor], is_lake, target_class)
        for judged_factor, class_number in class_by_factor.items()
        if class_number > target_class
    }
    return WaterClass(
        worst,
        tuple(judged_factor for judged_factor, class_number in class_by_factor.items() if class_number == worst),
        beyond,
    )


def _get_bounds(factor: str, is_lake: bool) -> tuple[bool, list[Decimal]]:
    row = load_limits("water")[factor]
    limit_values = row["lakes"] if is_lake and "lakes" in row else row.get("limits") or row["lakes"]
    return bool(row.get("least")), [Decimal(limit) for limit in limit_values]


def _classify(factor: str, value: Decimal, is_lake: bool) -> int:
    if (span := load_limits("water")[factor].get("range")) is not None:
        return 1 if span[0] <= value <= span[1] else WORST
    higher_is_better, bounds = _get_bounds(factor, is_lake)
    for number, bound in enumerate(bounds, start=1):
        if value >= bound if higher_is_better else value <= bound:
            return number
    return WORST


def _compute_excess(factor: str, value: Decimal, is_lake: bool, target: int) -> Decimal | None:
    if "range" in load_limits("water")[factor]:
        return None
    higher_is_better, bounds = _get_bounds(factor, is_lake)
    return None if higher_is_better else value / bounds[target - 1] - 1


def is_stable(classes: Iterable[int], target: int) -> bool:
    """“稳定达到”: there is at least one month, and every month met the target."""
    monthly_classes = list(classes)
    return bool(monthly_classes) and max(monthly_classes) <= target


def judge_water_year(
    months: Iterable[Mapping[str, Decimal | None]], *, is_lake: bool, target_class: int = 3
) -> WaterClass:
    """The class of the year: that of the arithmetic mean of each factor. Raises ValueError."""
    values_by_factor: dict[str, list[Decimal]] = {}
    for month in months:
        for factor, value in month.items():
            if value is not None:
                values_by_factor.setdefault(factor, []).append(value)
    mean_by_factor = {factor: sum(values, Decimal(0)) / len(values) for factor, values in values_by_factor.items()}
    return judge_water(mean_by_factor, is_lake=is_lake, target_class=target_class)
