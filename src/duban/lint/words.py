"""The words of `data/lexicon/lint.txt` and the indicators of `data/lexicon/headline.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, get_args

from duban.lint.finding import Severity


@dataclass(frozen=True, slots=True)
class IndicatorFamily:
    """Headline indicators that can replace one another: a plan with one of them has the family.

    `severity` is that of dropping it; `indicators` are its indicators, each with all its names.
    """

    name: str
    severity: Severity
    indicators: tuple[tuple[str, ...], ...]


_SCOPE_PREFIX = re.compile(r"^(?:全[市省区县州国]|[我本][市省区县州]|全自治[区州]|按可比价计算)+的?")
_CHANGE_SUFFIX = re.compile(r"(?<=..)(?:同比|比上年)?(?:增长|增速|增幅|增长率|增长速度|涨幅|降幅|下降|降低)$")


def simplify_indicator(indicator: str) -> str:
    """An indicator's name without the place and the change that come with it."""
    return _CHANGE_SUFFIX.sub("", _SCOPE_PREFIX.sub("", indicator))


def join_alternatives(words: tuple[str, ...]) -> str:
    """One alternative a word, the longest first, so that the longest match wins."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def read_section(name: str) -> tuple[str, ...]:
    """The words of one section of lint.txt. Raises KeyError for a section that is not there."""
    return tuple(word for line in _read_sections("lint.txt")[name] for word in line.split())


@cache
def list_families() -> tuple[IndicatorFamily, ...]:
    """The families of headline.txt."""
    return tuple(_parse_family(header, lines) for header, lines in _read_sections("headline.txt").items())


@cache
def _index_names() -> dict[str, tuple[IndicatorFamily, str]]:
    return {
        name: (family, indicator_names[0])
        for family in list_families()
        for indicator_names in family.indicators
        for name in indicator_names
    }


def find_headline_family(indicator: str) -> IndicatorFamily | None:
    """The family that an indicator belongs to, if it is a headline one."""
    entry = _index_names().get(simplify_indicator(indicator)) or _index_names().get(indicator)
    return entry[0] if entry else None


def find_usual_name(indicator: str) -> str:
    """The usual name of what is measured: 生产总值 and GDP are 地区生产总值."""
    entry = _index_names().get(simplify_indicator(indicator)) or _index_names().get(indicator)
    return entry[1] if entry else simplify_indicator(indicator)


@cache
def compile_headline_names() -> re.Pattern[str]:
    """Any name of any headline indicator, the longest first."""
    return re.compile(join_alternatives(tuple(_index_names())))


def get_family(name: str) -> IndicatorFamily:
    """The family of a name that `compile_headline_names` matched."""
    return _index_names()[name][0]


_SEVERITIES: Final = get_args(Severity)


def _parse_family(header: str, lines: list[str]) -> IndicatorFamily:
    name, severity = header.split()
    if severity not in _SEVERITIES:
        raise ValueError(f"headline.txt [{header}]: severity is one of {', '.join(_SEVERITIES)}")
    return IndicatorFamily(name, severity, tuple(tuple(line.split()) for line in lines))  # type: ignore[arg-type]


@cache
def _read_sections(file_name: str) -> dict[str, list[str]]:
    """The lines of a lexicon file by their [section]."""
    text = resources.files("duban").joinpath(f"data/lexicon/{file_name}").read_text("utf-8")
    lines_by_section: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = lines_by_section.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return lines_by_section
