"""Whether a report states the indicators that nearly every report states, and if not, why.

An empty cell of the claims says nothing of why it is empty. For each core indicator
(data/panel/core.toml) this says of the plan year's target and of last year's result: found;
doubtful, where claims differ; another figure of it alone (an amount for a rate, several years for
one); read under a name without an id; not read, though the text speaks of
it with a figure; stated to be absent; not stated.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from duban.commitments import Part, PartRole, Report, Role

Row = Mapping[str, Any]


class Asked(StrEnum):
    """What is looked for."""

    TARGET = "target"
    RESULT = "result"


class Coverage(StrEnum):
    """Whether it was found, and why not."""

    FOUND = "found"
    DOUBTFUL = "doubtful"
    OTHER_FIGURE = "other_figure"
    WITHOUT_ID = "without_id"
    NOT_READ = "not_read"
    STATED_ABSENT = "stated_absent"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class CoreIndicator:
    """One indicator: the ids and kinds of claim that answer, and the words that speak of it."""

    id: str
    ids: frozenset[str]
    kinds: frozenset[str]
    word: re.Pattern[str]


@cache
def core_indicators() -> tuple[CoreIndicator, ...]:
    """The indicators that coverage is given for. Raises `KeyError` where the file is wrong."""
    text = files("duban").joinpath("data/panel/core.toml").read_text("utf-8")
    return tuple(
        CoreIndicator(name, frozenset(row["ids"]), frozenset(row["kinds"]), re.compile(row["word"]))
        for name, row in tomllib.loads(text).items()
    )


_ROLES = {
    Asked.TARGET: frozenset({Role.TARGET.value}),
    Asked.RESULT: frozenset({Role.RESULT.value}),
}
_PARTS = {
    Asked.TARGET: frozenset({PartRole.PLAN}),
    Asked.RESULT: frozenset({PartRole.REVIEW, PartRole.GOALS}),
}
_BEHIND = re.compile(
    r"[^。；;！\n]{0,18}?[\d０-９一二三四五六七八九十百零〇]+(?:\.\d+)?\s*"
    r"(?:%|％|个百分点|万|亿|人|斤|吨)"
)
_ABSENT = re.compile(r"(?:不再?|没有|未)(?:设定?|提出?|确定|制定)[^。；]{0,16}(?:目标|指标|增速)")
_SEVERAL_YEARS = re.compile(
    r"年均|累计|五年|[今未]后[一-鿿]年|“[一二三四五六七八九十]+五”|到(?:19|20)\d\d年|翻.番"
)
# Other indicators whose names contain the words.
_WITHIN = re.compile(
    r"(?:单位|每万元|万元|人均|海洋|工农业|工业|农业|占|相当于)(?:全[市省区县国])?(?:地区|国内)?$"
    r"|(?:占|相当于|每|单位|万元|人均)[^，。；、\d]{0,4}$"
)
_OF_SOMETHING = re.compile(
    r"^(?:的?(?:比[重例率]|能耗|水耗|用水|二氧化碳|生产安全)|[一-鿿]{0,2}占比)"
)


def coverage_rows(report: Report, claims: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """The rows of table `coverage`: one for each core indicator and each of `Asked`.

    `claims` are the report's rows of the claim table.
    """
    harmonised = [claim for claim in claims if claim["indicator_id"] is not None]
    for indicator in core_indicators():
        own = [claim for claim in harmonised if claim["indicator_id"] in indicator.ids]
        for asked in Asked:
            year = report.year and report.year - (asked is Asked.RESULT)
            row = {"indicator_id": indicator.id, "asked": asked.value, "asked_year": year}
            found = [claim for claim in own if _answers(claim, indicator, asked, year)]
            yield row | (_found(found) if found else _absent(report, claims, indicator, asked))


def _absent(
    report: Report, claims: Sequence[Row], indicator: CoreIndicator, asked: Asked
) -> dict[str, Any]:
    """Why no claim answers, and where the text names the indicator or says that it is absent."""
    for part in report.parts:
        if part.role not in _PARTS[asked]:
            continue
        for start, end in _mentions(report.text, part, indicator):
            why = _read_as([c for c in claims if c["start"] < end and start <= c["end"]], indicator)
            return _why(why) | {"start": start, "end": end, "quote": report.text[start:end]}
        absent = _ABSENT.search(report.text, part.start, part.end)
        if absent and indicator.word.search(absent[0]):
            span = {"start": absent.start(), "end": absent.end(), "quote": absent[0]}
            return _why(Coverage.STATED_ABSENT) | span
    return _why(Coverage.NOT_STATED)


def _answers(claim: Row, indicator: CoreIndicator, asked: Asked, year: int | None) -> bool:
    return (
        claim["kind"] in indicator.kinds
        and claim["role"] in _ROLES[asked]
        and (claim["about_year"] == year if year else claim["about_year"] is None)
        and claim["value"] is not None
    )


def _found(found: Sequence[Row]) -> dict[str, Any]:
    first = found[0]
    values = {(c["comparator"], c["value"], c["value_high"], c["unit"]) for c in found}
    state = Coverage.FOUND if len(values) == 1 else Coverage.DOUBTFUL
    taken = {name: first[name] for name in ("claim_id", "quote", "start", "end")}
    return taken | {"coverage": state.value, "answers": len(found)}


def _read_as(there: Sequence[Row], indicator: CoreIndicator) -> Coverage:
    """Why the claims at a mention of the indicator do not answer."""
    if any(claim["indicator_id"] in indicator.ids for claim in there):
        return Coverage.OTHER_FIGURE
    return Coverage.WITHOUT_ID if there else Coverage.NOT_READ


def _why(why: Coverage) -> dict[str, Any]:
    return {"coverage": why.value, "answers": 0}


def _mentions(text: str, part: Part, indicator: CoreIndicator) -> Iterator[tuple[int, int]]:
    """Where a part speaks of the indicator with a figure of one year behind it."""
    for mention in indicator.word.finditer(text, part.start, part.end):
        before = text[max(part.start, mention.start() - 12) : mention.start()]
        behind = _BEHIND.match(text, mention.end(), part.end)
        if behind is None or _WITHIN.search(before):
            continue
        words = before + behind[0]
        if not _SEVERAL_YEARS.search(words) and not _OF_SOMETHING.match(behind[0]):
            yield mention.start(), behind.end()
