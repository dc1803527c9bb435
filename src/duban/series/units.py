"""Conversion between the units that one indicator is published in: 亿元 and 元, 公顷 and 亩."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

# Longest first, so that 万亿 is not read as 万.
_EXPONENT_BY_WORD = {"万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6}
_EXPONENT_BY_WORD |= {"十万": 5, "万": 4, "千": 3, "百": 2}


class UnitError(ValueError):
    """Two units that cannot stand for one another."""


@cache
def _families() -> dict[str, tuple[str, Decimal]]:
    """Unit → (family, factor to the family's base)."""
    toml_text = files("duban.series").joinpath("units.toml").read_text("utf-8")
    tables = tomllib.loads(toml_text)["families"]
    return {
        unit: (family_name, Decimal(factor_text))
        for family_name, factors in tables.items()
        for unit, factor_text in factors.items()
    }


def _resolve_unit(unit: str) -> tuple[str, Decimal]:
    """The family (or the bare unit itself) and the factor to its base."""
    families = _families()
    # 千瓦 and 千米 are units of their own, so the whole is tried before the powers of ten.
    if unit in families:
        return families[unit]
    for word, power in _EXPONENT_BY_WORD.items():
        if unit.startswith(word):
            family_name, factor = _resolve_unit(unit.removeprefix(word))
            return family_name, factor.scaleb(power)
    return unit, Decimal(1)


def strip_power(unit: str) -> str:
    """The unit without its power of ten: 亿元 is 元, 万 nothing; 千瓦 is a unit of its own."""
    families, unit = _families(), unit.strip()
    for word in () if unit in families else _EXPONENT_BY_WORD:
        if unit.startswith(word):
            return strip_power(unit.removeprefix(word))
    return unit


def find_family(unit: str) -> tuple[str, Decimal]:
    """What a unit measures (a name shared by 斤 and 吨), and the factor to that family's base."""
    return _resolve_unit(unit.strip())


@lru_cache(maxsize=4096)
def conversion_factor(source: str, target: str) -> Decimal:
    """What a value in `source` is multiplied by to stand in `target`.

    An empty unit takes the other's: reports often leave the unit out (参保人数696万).
    Raises UnitError when they measure different things (人 and 人次, 元 and 美元).
    """
    source, target = source.strip(), target.strip()
    if source == target:
        return Decimal(1)
    source_family, source_factor = _resolve_unit(source)
    target_family, target_factor = _resolve_unit(target)
    if source_family != target_family and source_family and target_family:
        message = f"{source} cannot be converted to {target}; give the figure in {target}"
        raise UnitError(message)
    return source_factor / target_factor


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """`value` of unit `source` in unit `target`. Raises UnitError."""
    return value if source == target else value * conversion_factor(source, target)
