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
from duban.indicators import names
from duban.verification import Result, when

LEVEL = re.compile(r"^(?:[省市县区州]本级|本级|[省市县区州]级|园区|(?:高新|经开|开发|新)区)")
_LEVEL_AHEAD = re.compile(
    r"(?:^|[\n）)、．.\d年。；])\s*(?P<level>全[省市县区州国]|[省市县区州]本级|[省市县区州]级(?!及|以上)|园区|汇总)"
)
_HEADING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、．.]")
_OF_BUDGET = re.compile(r"完成(?:年初|年度|全年|调整后?)?预算数?的?$")
_EQUIVALENT = re.compile(r"^折合$")
_SPENT_ON = re.compile(r"^用于[^，。；]{2,10}的")
_BARE = re.compile(r"^(?:成交(?:金)?额|金额|总额|面积|产值|收入|营业收入|利润|投资额?|人数)$")
_SENTENCE = "。！？\n"
_SHORTEST = 4


def named(document: Report, results: Sequence[Result]) -> list[Result]:
    """The results by their full names, in the same order."""
    place = document.jurisdiction
    out: list[Result] = []
    for result in results:
        name = _OF_BUDGET.sub("", result.indicator)
        name = _SPENT_ON.sub("", name)
        if _EQUIVALENT.match(name) and out and _together(document, out[-1], result):
            name = out[-1].indicator
        if result.kind is ClaimKind.SHARE and "占" in name and not name.endswith(("比重", "占比")):
            name += "比重"
        if document.kind is DocumentKind.BUDGET and not LEVEL.match(name):
            name = _level(document, result) + name
        changed = name != result.indicator
        out.append(
            replace(result, indicator=name, key=names.key(name, place)) if changed else result
        )
    return out


def _level(document: Report, result: Result) -> str:
    """The level of government (市级, 园区) that a paragraph or heading names; "" is all."""
    if result.start is None:
        return ""
    text = document.text
    low = text.rfind("\n", 0, result.start) + 1
    found = ""
    for match in _LEVEL_AHEAD.finditer(text, max(0, low - 1), result.start):
        found = match["level"]
    if not found:
        found = _of_heading(text, low)
    return "" if found.startswith(("全", "汇总")) else found


def _of_heading(text: str, low: int) -> str:
    """The level in the nearest numbered heading line above, where it names one."""
    for _ in range(8):
        end = low - 1
        if end <= 0:
            return ""
        low = text.rfind("\n", 0, end) + 1
        line = text[low:end].strip()
        if _HEADING.match(line) and len(line) < 40:
            match = _LEVEL_AHEAD.search(_HEADING.sub("\n", line))
            return match["level"] if match else ""
    return ""


def guesses(document: Report, results: Sequence[Result]) -> Iterator[Result]:
    """The same figures by other names: as written alone, or behind the thing named before."""
    place = document.jurisdiction
    last: Result | None = None
    for result in results:
        for name in _other_names(document, result, last):
            yield replace(result, indicator=name, key=names.key(name, place))
        if not _BARE.match(result.indicator):
            last = result


def _other_names(document: Report, result: Result, last: Result | None) -> Iterator[str]:
    if _BARE.match(result.indicator) and last is not None and _together(document, last, result):
        yield last.indicator + result.indicator
    if result.start is None or result.end is None:
        return
    low, _ = when.clause(document.text, result.start, result.end)
    ahead = document.text[low : result.start]
    name = result.indicator
    if name in ahead:
        return
    tail = next((name[i:] for i in range(1, len(name) - _SHORTEST + 1) if name[i:] in ahead), "")
    if tail and not LEVEL.match(name):
        yield tail


def _together(document: Report, first: Result, second: Result) -> bool:
    """Whether two figures stand in one sentence."""
    if first.start is None or second.start is None or first.start > second.start:
        return False
    return not any(mark in document.text[first.start : second.start] for mark in _SENTENCE)
