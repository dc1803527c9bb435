"""What stands before a sentence: what the sentence before named, and the heading above."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.candidates import Scope
from duban.reading.phrases import Span, Spans

_KINDS: Final = (
    ("bulletin", re.compile(r"统计公报")),
    ("budget", re.compile(r"预算(?:执行情况|草案)|决算(?:草案|情况)")),
)
_THEME: Final = re.compile(
    r"(?<!调入)(?<!调出)(?:一般公共预算|政府性基金|国有资本经营|社会保险基金|社保基金|(?:一般|专项|政府)债务(?!还本支出))"
)
_MONEY: Final = re.compile(r"\d[\d.,]*[万亿]*元")
_ALONE: Final = 30
"""A sentence that only names a fund is no longer than this."""
_SENTENCE: Final = 60
"""A sentence names its fund before its first money, in its first so many characters."""
_TITLE: Final = 300
"""The title of a document stands in its first so many characters."""
_HEADING: Final = re.compile(
    r"(?:[\d一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)"
    r"|第[一二三四五六七八九十]部分)? ?"
    r"(?:(?:19|20)\d\d年)?(?P<name>[^,。;:\d]{2,24}?)"
    r"(?:预算|收支|预算收支|执行情况|收支情况|预算草案|草案|情况|安排|计划|的)*$"
)
_LINES: Final = 8
"""A heading stands at most so many lines above its sentence."""
_LONGEST: Final = 30


class Scopes:
    """Gives each sentence its `Scope`, and remembers what each sentence named for the next ones."""

    def __init__(self, canon: str) -> None:
        self.canon = canon
        self.kind = next(
            (kind for kind, words in _KINDS if words.search(canon, 0, _TITLE)), "report"
        )
        self.last: tuple[Spans, ...] = ()
        self.before_last: tuple[Spans, ...] = ()
        self.last_at = 0
        self.line = -1
        self.heading: Span | None = None
        self.theme: Span | None = None
        self.themed: Span | None = None

    def of(self, start: int) -> Scope:
        """The scope of the sentence that begins at `start`."""
        line = self.canon.rfind("\n", 0, start)
        if line != self.line:
            self.line, heading = line, self._heading(line)
            if heading != self.heading:
                self.heading, self.last, self.before_last = heading, (), ()
        last = self.last if self.last_at < start else self.before_last
        if self.kind == "budget":
            self._follow(start)
        return Scope(last, self.heading, self.kind, self.theme)

    def _follow(self, start: int) -> None:
        """Find the fund that the sentence at `start` speaks of, from it or from its heading."""
        money = _MONEY.search(self.canon, start, start + _SENTENCE)
        stop = money.start() if money else start
        match = _THEME.search(self.canon, start, stop) or self._said_alone(start)
        if match is None and self.heading is not None and self.heading != self.themed:
            self.themed = self.heading
            match = _THEME.search(self.canon, *self.heading)
            self.theme = match.span() if match else None
        elif match is not None:
            self.theme, self.themed = match.span(), self.heading

    def _said_alone(self, start: int) -> re.Match[str] | None:
        """The fund that the sentence before only names (国有资本经营预算。收入安排184万元)."""
        canon = self.canon
        begin = max(canon.rfind(mark, 0, max(0, start - 1)) for mark in "。\n") + 1
        if start - begin > _ALONE or canon[start - 1 : start] != "。":
            return None
        return _THEME.search(canon, begin, start)

    def said(self, start: int, names: list[Spans]) -> None:
        """Remember what the sentence that begins at `start` named."""
        if names:
            if start != self.last_at:
                self.before_last = self.last
            self.last, self.last_at = tuple(names), start

    def _heading(self, line: int) -> Span | None:
        """The nearest line above that is short and no sentence, without its number."""
        end = line
        for _ in range(_LINES):
            if end <= 0:
                return None
            begin = self.canon.rfind("\n", 0, end) + 1
            if 0 < end - begin <= _LONGEST:
                match = _HEADING.match(self.canon, begin, end)
                if match is not None:
                    return match.span("name")
            end = begin - 1
        return None
