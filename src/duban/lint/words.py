"""The words of `data/lexicon/lint.txt` and the indicators of `data/lexicon/headline.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, get_args

from duban.lint.finding import Severity


@dataclass(frozen=True, slots=True)
class Family:
    """Headline indicators that can replace one another: a plan with one of them has the family.

    `severity` is that of dropping it; `indicators` are its indicators, each with all its names.
    """

    name: str
    severity: Severity
    things: tuple[tuple[str, ...], ...]


_SCOPE = re.compile(r"^(?:全[市省区县州国]|[我本][市省区县州]|全自治[区州]|按可比价计算)+的?")
_CHANGE = re.compile(
    r"(?<=..)(?:同比|比上年)?(?:增长|增速|增幅|增长率|增长速度|涨幅|降幅|下降|降低)$"
)


def plain(indicator: str) -> str:
    """An indicator's name without the place and the change that come with it."""
    return _CHANGE.sub("", _SCOPE.sub("", indicator))


def alternatives(words: tuple[str, ...]) -> str:
    """One alternative a word, the longest first, so that the longest match wins."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@cache
def section(name: str) -> tuple[str, ...]:
    """The words of one section of lint.txt. Raises KeyError for a section that is not there."""
    return tuple(word for line in _lines("lint.txt")[name] for word in line.split())


@cache
def families() -> tuple[Family, ...]:
    """The families of headline.txt."""
    return tuple(_family(head, lines) for head, lines in _lines("headline.txt").items())


@cache
def _things() -> dict[str, tuple[Family, str]]:
    return {
        name: (family, thing[0])
        for family in families()
        for thing in family.things
        for name in thing
    }


def headline(indicator: str) -> Family | None:
    """The family that an indicator belongs to, if it is a headline one."""
    found = _things().get(plain(indicator)) or _things().get(indicator)
    return found[0] if found else None


def same_thing(indicator: str) -> str:
    """The usual name of what is measured: 生产总值 and GDP are 地区生产总值."""
    found = _things().get(plain(indicator)) or _things().get(indicator)
    return found[1] if found else plain(indicator)


@cache
def headline_names() -> re.Pattern[str]:
    """Any name of any headline indicator, the longest first."""
    return re.compile(alternatives(tuple(_things())))


def family_of_name(name: str) -> Family:
    """The family of a name that `compile_headline_names` matched."""
    return _things()[name][0]


_SEVERITIES: Final = get_args(Severity)


def _family(head: str, lines: list[str]) -> Family:
    name, severity = head.split()
    if severity not in _SEVERITIES:
        raise ValueError(f"headline.txt [{head}]: severity is one of {', '.join(_SEVERITIES)}")
    return Family(name, severity, tuple(tuple(line.split()) for line in lines))  # type: ignore[arg-type]


@cache
def _lines(file: str) -> dict[str, list[str]]:
    """The lines of a lexicon file by their [section]."""
    text = resources.files("duban").joinpath(f"data/lexicon/{file}").read_text("utf-8")
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return found
