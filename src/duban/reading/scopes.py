"""What stands before a sentence: what the sentence before named, and the heading above."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.candidates import Scope
from duban.reading.phrases import Span, Spans

_KIND_PATTERNS: Final = (
    ("bulletin", re.compile(r"统计公报")),
    ("budget", re.compile(r"预算(?:执行情况|草案)|决算(?:草案|情况)")),
)
_FUND_NAME: Final = re.compile(
    r"(?<!调入)(?<!调出)(?:一般公共预算|政府性基金|国有资本经营|社会保险基金|社保基金|(?:一般|专项|政府)债务(?!还本支出))"
)
_MONEY_AMOUNT: Final = re.compile(r"\d[\d.,]*[万亿]*元")
_FUND_SENTENCE_LIMIT: Final = 30
"""A sentence that only names a fund is no longer than this."""
_FUND_REACH: Final = 60
"""A sentence names its fund before its first money, in its first so many characters."""
_TITLE_REACH: Final = 300
"""The title of a document stands in its first so many characters."""
_HEADING_PATTERN: Final = re.compile(
    r"(?:[\d一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)"
    r"|第[一二三四五六七八九十]部分)? ?"
    r"(?:(?:19|20)\d\d年)?(?P<name>[^,。;:\d]{2,24}?)"
    r"(?:预算|收支|预算收支|执行情况|收支情况|预算草案|草案|情况|安排|计划|的)*$"
)
_HEADING_LINES: Final = 8
"""A heading stands at most so many lines above its sentence."""
_HEADING_LIMIT: Final = 30


class ScopeTracker:
    """Gives each sentence its `Scope`, and remembers what each sentence named for the next ones."""

    def __init__(self, canonical_text: str) -> None:
        self.canonical_text = canonical_text
        self.kind = next(
            (kind for kind, words in _KIND_PATTERNS if words.search(canonical_text, 0, _TITLE_REACH)), "report"
        )
        self.latest_names: tuple[Spans, ...] = ()
        self.earlier_names: tuple[Spans, ...] = ()
        self.latest_start = 0
        self.line = -1
        self.heading: Span | None = None
        self.theme: Span | None = None
        self.theme_heading: Span | None = None

    def scope_at(self, start: int) -> Scope:
        """The scope of the sentence that begins at `start`."""
        line = self.canonical_text.rfind("\n", 0, start)
        if line != self.line:
            self.line, heading = line, self._find_heading(line)
            if heading != self.heading:
                self.heading, self.latest_names, self.earlier_names = heading, (), ()
        previous_names = self.latest_names if self.latest_start < start else self.earlier_names
        if self.kind == "budget":
            self._follow_theme(start)
        return Scope(previous_names, self.heading, self.kind, self.theme)

    def _follow_theme(self, start: int) -> None:
        """Find the fund that the sentence at `start` speaks of, from it or from its heading."""
        money = _MONEY_AMOUNT.search(self.canonical_text, start, start + _FUND_REACH)
        search_end = money.start() if money else start
        match = _FUND_NAME.search(self.canonical_text, start, search_end) or self._find_preceding_fund(start)
        if match is None and self.heading is not None and self.heading != self.theme_heading:
            self.theme_heading = self.heading
            match = _FUND_NAME.search(self.canonical_text, *self.heading)
            self.theme = match.span() if match else None
        elif match is not None:
            self.theme, self.theme_heading = match.span(), self.heading

    def _find_preceding_fund(self, start: int) -> re.Match[str] | None:
        """The fund that the sentence before only names (国有资本经营预算。收入安排184万元)."""
        canonical_text = self.canonical_text
        sentence_start = max(canonical_text.rfind(mark, 0, max(0, start - 1)) for mark in "。\n") + 1
        if start - sentence_start > _FUND_SENTENCE_LIMIT or canonical_text[start - 1 : start] != "。":
            return None
        return _FUND_NAME.search(canonical_text, sentence_start, start)

    def remember_names(self, start: int, names: list[Spans]) -> None:
        """Remember what the sentence that begins at `start` named."""
        if names:
            if start != self.latest_start:
                self.earlier_names = self.latest_names
            self.latest_names, self.latest_start = tuple(names), start

    def _find_heading(self, line: int) -> Span | None:
        """The nearest line above that is short and no sentence, without its number."""
        line_end = line
        for _ in range(_HEADING_LINES):
            if line_end <= 0:
                return None
            line_start = self.canonical_text.rfind("\n", 0, line_end) + 1
            if 0 < line_end - line_start <= _HEADING_LIMIT:
                match = _HEADING_PATTERN.match(self.canonical_text, line_start, line_end)
                if match is not None:
                    return match.span("name")
            line_end = line_start - 1
        return None
