"""Which months a figure speaks of, how it is counted, and how settled it is."""

from __future__ import annotations

import re

from duban.commitments import DocumentKind, Report
from duban.reading.document_kinds import document_class
from duban.series import Period, PeriodError, Version
from duban.verification import when

_DASH = r"[-—–―－~～至到]+"
_MARK = re.compile(
    rf"(?:(?P<year>20\d\d)年)?(?:(?P<to>1\s*月?{_DASH}\s*(?P<last>\d{{1,2}})月(?:份|底|末)?)"
    r"|(?P<three>前三季度)|(?P<half>上半年)|(?P<first>(?:第?一|1)季度)|(?P<whole>全年|年末)"
    r"|(?P<month>\d{1,2})月(?:份|末|底)?)"
)
_TITLE_YEAR = re.compile(r"(20\d\d)年")
_BASES = re.compile(
    r"可比(?:口径|价格?)|同口径|自然口径|不变价格?|现价|现行价格|海关口径|本外币|人民币"
)
_HEAD, _HEAD_LINES, _LONGEST_HEADING = 600, 4, 60
_SINGLE = "当月"
_FINAL = re.compile(r"最终核实|最终数|决算")
_REVISED = re.compile(r"修订数|修订后|调整后")


def results_year(report: Report) -> int | None:
    """The year that a document's results are of: its own, or the one before for a budget."""
    if report.year is None:
        return None
    cls = document_class(report.kind)
    if cls.kind is DocumentKind.UNKNOWN or cls.kind is DocumentKind.RELEASE:
        return report.year
    return report.year - cls.looks_back


def document_period(report: Report) -> Period | None:
    """The months that the head names (2025年1—5月), or the whole year of the results."""
    for line in _head(report):
        named = _TITLE_YEAR.search(line)
        mark = _MARK.search(line, named.end() if named else 0)
        if named and mark is not None:
            return _period(int(named[1]), mark)
    year = results_year(report)
    return None if year is None else Period(year)


def _head(report: Report) -> list[str]:
    """The title, or the first short lines of a text without a title."""
    if report.title is not None:
        return [report.title]
    lines = (line.strip() for line in report.text[:_HEAD].splitlines())
    return [line for line in lines if line and len(line) <= _LONGEST_HEADING][:_HEAD_LINES]


def period_of(report: Report, start: int | None, whole: Period) -> Period:
    """The period of the figure at `start`: by the last mark of time before it in its paragraph."""
    if start is None:
        return whole
    low = report.text.rfind("\n", 0, start) + 1
    marks = [*_MARK.finditer(report.text, low, start)]
    if not marks:
        return whole
    found = marks[-1]
    if found["year"] and int(found["year"]) != whole.year:
        return whole
    return _period(whole.year, found) or whole


def _period(year: int, mark: re.Match[str]) -> Period | None:
    try:
        if mark["to"]:
            return Period(year, 1, int(mark["last"]))
        if mark["month"]:
            month = int(mark["month"])
            stock = mark[0].endswith(("末", "底"))
            return Period(year, 1 if stock else month, month)
    except PeriodError:
        return None
    last = 9 if mark["three"] else 6 if mark["half"] else 3 if mark["first"] else 12
    return Period(year, 1, last)


def basis_of(report: Report, start: int | None, end: int | None, period: Period) -> str:
    """The words around a figure that say how it is counted, and 当月 for one month alone."""
    words: list[str] = [] if period.cumulative else [_SINGLE]
    if start is not None and end is not None:
        low, high = when.clause(report.text, start, end, "。；;！？\n")
        words += dict.fromkeys(m.group() for m in _BASES.finditer(report.text, low, high))
    return "、".join(words)


def version_of(report: Report) -> Version:
    """Bulletins and reports on execution are preliminary; a final account (决算) is final."""
    title = report.title or ""
    if _FINAL.search(title) and "预算" not in title:
        return Version.FINAL
    return Version.REVISED if _REVISED.search(title) else Version.PRELIMINARY
