"""Units of measure and measure words, from `data/lexicon/units.txt`."""

from __future__ import annotations

import re
from importlib import resources
from typing import Final

COUNT: Final = "count"
MEASURE: Final = "measure"
TIME: Final = "time"
RANK: Final = "rank"


def _load_units() -> tuple[re.Pattern[str], dict[str, str]]:
    text = resources.files("duban").joinpath("data/lexicon/units.txt").read_text("utf-8")
    sorts: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        unit, forbidden, sort = [*line.split("\t"), "", ""][:3]
        sorts[unit] = sort or ("measure" if unit == "元" else COUNT)
        guard = f"(?!{forbidden})" if forbidden else ""
        patterns.append((unit, re.escape(unit[1:]) + guard))
    patterns.sort(key=lambda pair: -len(pair[0]))
    endings_by_character: dict[str, list[str]] = {}
    for unit, ending in patterns:
        endings_by_character.setdefault(unit[0], []).append(ending)
    # By first character: of two hundred units the engine tries those that begin like the text.
    unit_alternatives = "|".join(
        f"{re.escape(character)}(?:{'|'.join(endings)})" for character, endings in endings_by_character.items()
    )
    # A rate (元/吨, 分/千瓦时) and a bracketed alternative (套(间)) belong to the unit as written.
    rate_units = "|".join(re.escape(unit) for unit, _ in patterns) + "|天|日|月|年|人|户|秒|标方"
    return re.compile(rf" ?(?:({unit_alternatives})(?:/(?:{rate_units})|\([{_BRACKETED_ALTERNATIVES}]\))?)"), sorts


_BRACKETED_ALTERNATIVES: Final = "间套次处座个台家条所项"
_UNIT, SORTS = _load_units()


def match_unit(text: str, offset: int) -> tuple[str, str, int]:
    """Match the unit at `offset`: (unit, sort, end), or ("", "count", offset) without one."""
    match = _UNIT.match(text, offset)
    if match is None:
        return "", COUNT, offset
    return match[0].strip(), SORTS[match[1]], match.end()
