"""What a figure of an official document is of, where its sentence omits a part of the name.

Budget reports name the level of government once, in a heading or at a paragraph's start, and every
figure behind it is of that level. `complete_names` gives the results with their full names;
`guess_names` gives other names that a figure may go by, which are never sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duban.commitments import ClaimKind, DocumentKind, Report
from duban.indicators import match_names
from duban.verification import Result, year_of_claim

LEVEL_PREFIX = re.compile(r"^(?:[省市县区州]本级|本级|[省市县区州]级|园区|(?:高新|经开|开发|新)区)")
_LEVEL_MARK = re.compile(
    r"(?:^|[\n）)、．.\d年。；])\s*(?P<level>全[省市县区州国]|[省市县区州]本级|[省市县区州]级(?!及|以上)|园区|汇总)"
)
_HEADING_NUMBER = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、．.]")
_BUDGET_EXECUTION = re.compile(r"完成(?:年初|年度|全年|调整后?)?预算数?的?$")
_EQUIVALENT_WORD = re.compile(r"^折合$")
_SPENDING_PURPOSE = re.compile(r"^用于[^，。；]{2,10}的")
_UNSPECIFIC_NAME = re.compile(r"^(?:成交(?:金)?额|金额|总额|面积|产值|收入|营业收入|利润|投资额?|人数)$")
_SENTENCE_MARKS = "。！？\n"
_MIN_NAME_LENGTH = 4


def complete_names(document: Report, results: Sequence[Result]) -> list[Result]:
    """The results by their full names, in the same order."""
    jurisdiction = document.jurisdiction
    completed_results: list[Result] = []
    for result in results:
        name = _BUDGET_EXECUTION.sub("", result.indicator)
        name = _SPENDING_PURPOSE.sub("", name)
        if (
            _EQUIVALENT_WORD.match(name)
            and completed_results
            and _share_sentence(document, completed_results[-1], result)
        ):
            name = completed_results[-1].indicator
        if result.kind is ClaimKind.SHARE and "占" in name and not name.endswith(("比重", "占比")):
            name += "比重"
        if document.kind is DocumentKind.BUDGET and not LEVEL_PREFIX.match(name):
            name = _find_level(document, result) + name
        is_changed = name != result.indicator
        completed_results.append(
            replace(result, indicator=name, key=match_names.comparison_key(name, jurisdiction))
            if is_changed
            else result
        )
    return completed_results


def _find_level(document: Report, result: Result) -> str:
    """The level of government (市级, 园区) that a paragraph or heading names; "" is all."""
    if result.start is None:
        return ""
    text = document.text
    line_start = text.rfind("\n", 0, result.start) + 1
    level = ""
    for match in _LEVEL_MARK.finditer(text, max(0, line_start - 1), result.start):
        level = match["level"]
    if not level:
        level = _find_heading_level(text, line_start)
    return "" if level.startswith(("全", "汇总")) else level


def _find_heading_level(text: str, line_start: int) -> str:
    """The level in the nearest numbered heading line above, where it names one."""
    for _ in range(8):
        line_end = line_start - 1
        if line_end <= 0:
            return ""
        line_start = text.rfind("\n", 0, line_end) + 1
        line = text[line_start:line_end].strip()
        if _HEADING_NUMBER.match(line) and len(line) < 40:
            match = _LEVEL_MARK.search(_HEADING_NUMBER.sub("\n", line))
            return match["level"] if match else ""
    return ""


def guess_names(document: Report, results: Sequence[Result]) -> Iterator[Result]:
    """The same figures by other names: as written alone, or behind the thing named before."""
    jurisdiction = document.jurisdiction
    previous_result: Result | None = None
    for result in results:
        for name in _list_alternative_names(document, result, previous_result):
            yield replace(result, indicator=name, key=match_names.comparison_key(name, jurisdiction))
        if not _UNSPECIFIC_NAME.match(result.indicator):
            previous_result = result


def _list_alternative_names(document: Report, result: Result, previous_result: Result | None) -> Iterator[str]:
    if (
        _UNSPECIFIC_NAME.match(result.indicator)
        and previous_result is not None
        and _share_sentence(document, previous_result, result)
    ):
        yield previous_result.indicator + result.indicator
    if result.start is None or result.end is None:
        return
    clause_start, _ = year_of_claim.find_clause(document.text, result.start, result.end)
    preceding_text = document.text[clause_start : result.start]
    name = result.indicator
    if name in preceding_text:
        return
    shorter_name = next(
        (name[i:] for i in range(1, len(name) - _MIN_NAME_LENGTH + 1) if name[i:] in preceding_text), ""
    )
    if shorter_name and not LEVEL_PREFIX.match(name):
        yield shorter_name


def _share_sentence(document: Report, first: Result, second: Result) -> bool:
    """Whether two figures stand in one sentence."""
    if first.start is None or second.start is None or first.start > second.start:
        return False
    return not any(mark in document.text[first.start : second.start] for mark in _SENTENCE_MARKS)
