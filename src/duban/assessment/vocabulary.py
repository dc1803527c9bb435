"""What an indicator's name says about how its figures behave (vocabulary.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from duban.assessment.model import Method
from duban.commitments import Comparator


@dataclass(frozen=True, slots=True)
class RelativeRule:
    """How a relative commitment's words are judged."""

    method: Method
    comparator: Comparator
    value: Decimal | None = None
    baseline_factor: Decimal = Decimal(1)


@lru_cache(maxsize=4096)
def is_flow(indicator: str, unit: str) -> bool:
    """Whether a level adds up over the year (产值) and does not stand at a date (参保人数).

    The word that stands last decides, for Chinese puts the head noun last: 粮食播种面积 is an area,
    保险保费收入 an income. Without a word the unit decides; a count of things stands at a date.
    """
    table = _load_vocabulary()["level"]
    stock_end, flow_end = (
        _find_last_end(table["stock_words"], indicator),
        _find_last_end(table["flow_words"], indicator),
    )
    if stock_end != flow_end:
        return flow_end > stock_end
    return unit in table["flow_units"]


@lru_cache(maxsize=4096)
def is_lower_better(indicator: str) -> bool:
    """Whether less is better where the bound does not say so (失业率 5.5% 左右)."""
    table = _load_vocabulary()["better"]
    return _contains_any(table["lower"], indicator) and not indicator.endswith(tuple(table["higher"]))


@lru_cache(maxsize=4096)
def means_decrease(indicator: str) -> bool:
    """Whether fulfilling it means a fall (能耗)."""
    return _contains_any(_load_vocabulary()["better"]["falls"], indicator)


@lru_cache(maxsize=4096)
def is_annual_only(indicator: str) -> bool:
    """Whether it is published once a year or harvested once."""
    table = _load_vocabulary()["annual"]
    is_annual = _contains_any(table["words"], indicator) or bool(re.search(table["harvest"], indicator))
    return is_annual or is_annual_by_habit(indicator)


@lru_cache(maxsize=4096)
def is_annual_by_habit(indicator: str) -> bool:
    """Whether it is mostly published once a year, though an earlier figure may be judged."""
    return _contains_any(_load_vocabulary()["annual"]["usual"], indicator)


@lru_cache(maxsize=4096)
def is_rate(indicator: str) -> bool:
    """Whether a percentage of it is its own level (覆盖率) and not its growth (收入 0.4%)."""
    return indicator.endswith(tuple(_load_vocabulary()["better"]["rates"]))


@lru_cache(maxsize=4096)
def is_january_withheld(indicator: str) -> bool:
    """Whether January is published only together with February."""
    return _contains_any(_load_vocabulary()["january"]["words"], indicator)


def is_economy(indicator: str) -> bool:
    """Whether it names the total economy, with which 与经济增长同步 compares."""
    return indicator in _load_vocabulary()["reference"]["economy"]


@lru_cache(maxsize=4096)
def find_relative_rule(number_text: str) -> RelativeRule:
    """How these words are judged: by another series, an assigned value, last year, or zero."""
    for rule in _load_vocabulary()["relative"]:
        if re.search(rule["pattern"], number_text):
            return RelativeRule(
                Method(rule["method"]),
                Comparator(rule.get("comparator", "le")),
                Decimal(rule["value"]) if "value" in rule else None,
                Decimal(rule.get("times", 1)),
            )
    return RelativeRule(Method.ASSIGNED, Comparator.GE)


def _contains_any(words: list[str], text: str) -> bool:
    return any(word in text for word in words)


def _find_last_end(words: list[str], text: str) -> int:
    """The offset at which the last of the words ends in the text; −1 where none occurs."""
    return max((text.rfind(word) + len(word) for word in words if word in text), default=-1)


@cache
def _load_vocabulary() -> dict[str, Any]:
    text = files("duban.assessment").joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)
