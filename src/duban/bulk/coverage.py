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

ClaimRow = Mapping[str, Any]


class SoughtValue(StrEnum):
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
    word_pattern: re.Pattern[str]


@cache
def core_indicators() -> tuple[CoreIndicator, ...]:
    """The indicators that coverage is given for. Raises `KeyError` where the file is wrong."""
    text = files("duban").joinpath("data/panel/core.toml").read_text("utf-8")
    return tuple(
        CoreIndicator(name, frozenset(row["ids"]), frozenset(row["kinds"]), re.compile(row["word"]))
        for name, row in tomllib.loads(text).items()
    )


_ROLES_BY_QUERY = {
    SoughtValue.TARGET: frozenset({Role.TARGET.value}),
    SoughtValue.RESULT: frozenset({Role.RESULT.value}),
}
_PART_ROLES_BY_QUERY = {
    SoughtValue.TARGET: frozenset({PartRole.PLAN}),
    SoughtValue.RESULT: frozenset({PartRole.REVIEW, PartRole.GOALS}),
}
_FIGURE_BEHIND = re.compile(
    r"[^。；;！\n]{0,18}?[\d０-９一二三四五六七八九十百零〇]+(?:\.\d+)?\s*"
    r"(?:%|％|个百分点|万|亿|人|斤|吨)"
)
_ABSENCE_STATEMENT = re.compile(r"(?:不再?|没有|未)(?:设定?|提出?|确定|制定)[^。；]{0,16}(?:目标|指标|增速)")
_SEVERAL_YEARS_WORDS = re.compile(
    r"年均|累计|五年|[今未]后[一-鿿]年|“[一二三四五六七八九十]+五”|到(?:19|20)\d\d年|翻.番"
)
# Other indicators whose names contain the words.
_COMPOUND_PREFIX = re.compile(
    r"(?:单位|每万元|万元|人均|海洋|工农业|工业|农业|占|相当于)(?:全[市省区县国])?(?:地区|国内)?$"
    r"|(?:占|相当于|每|单位|万元|人均)[^，。；、\d]{0,4}$"
)
_COMPOUND_SUFFIX = re.compile(r"^(?:的?(?:比[重例率]|能耗|水耗|用水|二氧化碳|生产安全)|[一-鿿]{0,2}占比)")


def build_coverage_rows(report: Report, claims: Sequence[ClaimRow]) -> Iterator[dict[str, Any]]:
    """The rows of table `coverage`: one for each core indicator and each of `SoughtValue`.

    `claims` are the report's rows of the claim table.
    """
    harmonised_claims = [claim for claim in claims if claim["indicator_id"] is not None]
    absences = [_ABSENCE_STATEMENT.search(report.text, part.start, part.end) for part in report.parts]
    for indicator in core_indicators():
        indicator_claims = [claim for claim in harmonised_claims if claim["indicator_id"] in indicator.ids]
        for query in SoughtValue:
            year = report.year and report.year - (query is SoughtValue.RESULT)
            row = {"indicator_id": indicator.id, "asked": query.value, "asked_year": year}
            answers = [claim for claim in indicator_claims if _is_answer(claim, indicator, query, year)]
            yield row | (
                _summarize_answers(answers) if answers else _explain_absence(report, absences, claims, indicator, query)
            )


def _explain_absence(
    report: Report,
    absences: Sequence[re.Match[str] | None],
    claims: Sequence[ClaimRow],
    indicator: CoreIndicator,
    query: SoughtValue,
) -> dict[str, Any]:
    """Why no claim answers, and where the text names the indicator or says that it is absent.

    `absences` are the first statement in each part that something is absent.
    """
    for part, absence in zip(report.parts, absences, strict=True):
        if part.role not in _PART_ROLES_BY_QUERY[query]:
            continue
        for start, end in _find_mentions(report.text, part, indicator):
            coverage = _classify_unanswered(
                [claim for claim in claims if claim["start"] < end and start <= claim["end"]], indicator
            )
            return _build_absence(coverage) | {"start": start, "end": end, "quote": report.text[start:end]}
        if absence and indicator.word_pattern.search(absence[0]):
            span = {"start": absence.start(), "end": absence.end(), "quote": absence[0]}
            return _build_absence(Coverage.STATED_ABSENT) | span
    return _build_absence(Coverage.NOT_STATED)


def _is_answer(claim: ClaimRow, indicator: CoreIndicator, query: SoughtValue, year: int | None) -> bool:
    return (
        claim["kind"] in indicator.kinds
        and claim["role"] in _ROLES_BY_QUERY[query]
        and (claim["about_year"] == year if year else claim["about_year"] is None)
        and claim["value"] is not None
    )


def _summarize_answers(answers: Sequence[ClaimRow]) -> dict[str, Any]:
    first_claim = answers[0]
    values = {(claim["comparator"], claim["value"], claim["value_high"], claim["unit"]) for claim in answers}
    coverage = Coverage.FOUND if len(values) == 1 else Coverage.DOUBTFUL
    claim_values = {name: first_claim[name] for name in ("claim_id", "quote", "start", "end")}
    return claim_values | {"coverage": coverage.value, "answers": len(answers)}


def _classify_unanswered(nearby_claims: Sequence[ClaimRow], indicator: CoreIndicator) -> Coverage:
    """Why the claims at a mention of the indicator do not answer."""
    if any(claim["indicator_id"] in indicator.ids for claim in nearby_claims):
        return Coverage.OTHER_FIGURE
    return Coverage.WITHOUT_ID if nearby_claims else Coverage.NOT_READ


def _build_absence(coverage: Coverage) -> dict[str, Any]:
    return {"coverage": coverage.value, "answers": 0}


def _find_mentions(text: str, part: Part, indicator: CoreIndicator) -> Iterator[tuple[int, int]]:
    """Where a part speaks of the indicator with a figure of one year behind it."""
    for mention in indicator.word_pattern.finditer(text, part.start, part.end):
        before = text[max(part.start, mention.start() - 12) : mention.start()]
        behind = _FIGURE_BEHIND.match(text, mention.end(), part.end)
        if behind is None or _COMPOUND_PREFIX.search(before):
            continue
        words = before + behind[0]
        if not _SEVERAL_YEARS_WORDS.search(words) and not _COMPOUND_SUFFIX.match(behind[0]):
            yield mention.start(), behind.end()
