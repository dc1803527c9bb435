"""Which months a figure speaks of, how it is counted, and how settled it is."""

from __future__ import annotations

import re

from duban.commitments import DocumentKind, Report
from duban.reading.document_kinds import find_document_class
from duban.series import Period, PeriodError, Version
from duban.verification import year_of_claim

_DASH = r"[-—–―－~～至到]+"
_PERIOD_MARK = re.compile(
    rf"(?:(?P<year>20\d\d)年)?(?:(?P<to>1\s*月?{_DASH}\s*(?P<last>\d{{1,2}})月(?:份|底|末)?)"
    r"|(?P<three>前三季度)|(?P<half>上半年)|(?P<first>(?:第?一|1)季度)|(?P<whole>全年|年末)"
    r"|(?P<month>\d{1,2})月(?:份|末|底)?)"
)
_TITLE_YEAR = re.compile(r"(20\d\d)年")
_BASIS_WORDS = re.compile(r"可比(?:口径|价格?)|同口径|自然口径|不变价格?|现价|现行价格|海关口径|本外币|人民币")
_HEAD_LENGTH, _MAX_HEAD_LINES, _MAX_HEADING_LENGTH = 600, 4, 60
_SINGLE_MONTH = "当月"
_FINAL_WORDS = re.compile(r"最终核实|最终数|决算")
_REVISION_WORDS = re.compile(r"修订数|修订后|调整后")


def find_results_year(report: Report) -> int | None:
    """The year that a document's results are of: its own, or the one before for a budget."""
    if report.year is None:
        return None
    kind_class = find_document_class(report.kind)
    if kind_class.kind is DocumentKind.UNKNOWN or kind_class.kind is DocumentKind.RELEASE:
        return report.year
    return report.year - kind_class.looks_back


def find_document_period(report: Report) -> Period | None:
    """The months that the head names (2025年1—5月), or the whole year of the results."""
    for line in _list_head_lines(report):
        year_match = _TITLE_YEAR.search(line)
        period_match = _PERIOD_MARK.search(line, year_match.end() if year_match else 0)
        if year_match and period_match is not None:
            return _parse_period(int(year_match[1]), period_match)
    year = find_results_year(report)
    return None if year is None else Period(year)


def _list_head_lines(report: Report) -> list[str]:
    """The title, or the first short lines of a text without a title."""
    if report.title is not None:
        return [report.title]
    lines = (line.strip() for line in report.text[:_HEAD_LENGTH].splitlines())
    return [line for line in lines if line and len(line) <= _MAX_HEADING_LENGTH][:_MAX_HEAD_LINES]


def find_figure_period(report: Report, start: int | None, default_period: Period) -> Period:
    """The period of the figure at `start`: by the last mark of time before it in its paragraph."""
    if start is None:
        return default_period
    paragraph_start = report.text.rfind("\n", 0, start) + 1
    marks = [*_PERIOD_MARK.finditer(report.text, paragraph_start, start)]
    if not marks:
        return default_period
    nearest_mark = marks[-1]
    if nearest_mark["year"] and int(nearest_mark["year"]) != default_period.year:
        return default_period
    return _parse_period(default_period.year, nearest_mark) or default_period


def _parse_period(year: int, mark: re.Match[str]) -> Period | None:
    try:
        if mark["to"]:
            return Period(year, 1, int(mark["last"]))
        if mark["month"]:
            month = int(mark["month"])
            is_stock = mark[0].endswith(("末", "底"))
            return Period(year, 1 if is_stock else month, month)
    except PeriodError:
        return None
    last_month = 9 if mark["three"] else 6 if mark["half"] else 3 if mark["first"] else 12
    return Period(year, 1, last_month)


def find_basis(report: Report, start: int | None, end: int | None, period: Period) -> str:
    """The words around a figure that say how it is counted, and 当月 for one month alone."""
    words: list[str] = [] if period.is_cumulative else [_SINGLE_MONTH]
    if start is not None and end is not None:
        sentence_start, sentence_end = year_of_claim.find_clause(report.text, start, end, "。；;！？\n")
        words += dict.fromkeys(
            match.group() for match in _BASIS_WORDS.finditer(report.text, sentence_start, sentence_end)
        )
    return "、".join(words)


def find_version(report: Report) -> Version:
    """Bulletins and reports on execution are preliminary; a final account (决算) is final."""
    title = report.title or ""
    if _FINAL_WORDS.search(title) and "预算" not in title:
        return Version.FINAL
    return Version.REVISED if _REVISION_WORDS.search(title) else Version.PRELIMINARY
