"""From drafts to claims: their words as the report writes them, role, strength and period."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from duban.commitments import Claim, ClaimKind, Role, Strength
from duban.reading.bounds import strength
from duban.reading.claims import Draft
from duban.reading.evidence import evidence_of
from duban.reading.lexicon import PERIOD
from duban.reading.phrases import Spans
from duban.reading.relative import Relative
from duban.reading.structure import LONGEST_SENTENCE

_FORECAST: Final = re.compile(r"\s*(?:据)?预计(?!目标)")
_BY_YEAR: Final = re.compile(r"(?:到|至)((?:19|20)\d\d)年")
_HALVES: Final = {"城": "城镇", "乡": "农村"}
_DATED: Final = re.compile(
    r"^(?:[12１２](?: ?[\d０-９]){3} ?|[一二][\d一二三四五六七八九〇○零]{3})年(?:的|，)?(?=.{2})"
    r"|(?:[12１２][\d０-９]{3}|[一二][一二三四五六七八九〇○零]{3})年$"
)
"""A year at either end of a name dates the figure."""
_YEAR_WITHIN: Final = re.compile(r"(?<=[园区业场市县省]{2})(?:19|20)\d\d年(?=.{2})")
"""A year inside a name, behind a body or place, dates it too (重点园区2025年营业收入)."""
_TWICE: Final = re.compile(r"([^\d]{2,8})\1")
"""The same words twice in a row, from two overlapping spans of a name."""
_NOTE: Final = re.compile(r"[\[〔【]\d{1,3}[\]〕】]")
"""The mark of a note is no part of a name."""
_MARK: Final = re.compile(r"[,;。]")
_BEFORE_WORDS: Final = 30
"""The strength of a relative commitment stands at most this far before it."""


class Stated(NamedTuple):
    """What a sentence states: drafts for its numbers, and relative commitments."""

    drafts: list[Draft]
    relatives: list[Relative]

    def __bool__(self) -> bool:
        return bool(self.drafts or self.relatives)


class Finisher:
    """Makes claims of what the sentences of one report state. `year` is the plan year."""

    def __init__(self, text: str, canon: str, year: int | None) -> None:
        self.text, self.canon, self.year = text, canon, year

    def claims(self, stated: Stated, role: Role, commitment: str | None) -> list[Claim]:
        """The claims of a sentence in text order, owned by the commitment with this number, if any.

        A forecast that nobody commits to is left out (guide, rule 15).
        """
        claims = [
            self._claim(d, role, commitment)
            for d in stated.drafts
            if role is Role.RESULT or not _FORECAST.match(self.canon, d.clause.start)
        ]
        claims += [self._relative(r, role, commitment) for r in stated.relatives]
        return sorted(claims, key=lambda c: (c.start, c.end))

    def _claim(self, draft: Draft, role: Role, commitment: str | None) -> Claim:
        q = draft.quantity
        start, end = draft.clause.start, draft.clause.end
        return Claim(
            start=q.start,
            end=q.end,
            number=self.text[q.start : q.end],
            quote=self.text[start:end].strip(),
            indicator=self._name(draft.indicator),
            role=role,
            kind=draft.kind,
            comparator=draft.comparator,
            value=_plain(q.value),
            value_high=None if q.high is None else _plain(q.high),
            # A bracketed alternative (套(间)) is given in the report's own brackets.
            unit=self.text[q.unit_at : q.end].strip() if "(" in q.unit else q.unit,
            direction=draft.direction,
            strength=None if role is Role.RESULT else draft.strength or Strength.PLAN,
            period=self._period(start, q.start) or self._deadline(start),
            commitment=commitment,
            evidence=evidence_of(self.text, self.canon, draft),
        )

    def _relative(self, found: Relative, role: Role, commitment: str | None) -> Claim:
        before = self.canon[max(0, found.start - _BEFORE_WORDS) : found.start]
        own = strength(_MARK.split(before)[-1]) or Strength.PLAN
        quote = slice(
            min(found.start, found.indicator[0][0]), max(found.end, found.indicator[-1][1])
        )
        return Claim(
            start=found.start,
            end=found.end,
            number=self.text[found.start : found.end],
            quote=self.text[quote],
            indicator=self._name(found.indicator),
            role=role,
            kind=ClaimKind.RELATIVE,
            comparator=None,
            value=None,
            unit="",
            strength=None if role is Role.RESULT else own,
            commitment=commitment,
        )

    def _name(self, spans: Spans) -> str:
        words = [self.text[a:b] for a, b in spans]
        if words[0] in _HALVES and len(words) > 1:
            words[0] = _HALVES[words[0]]
        name = _NOTE.sub("", "".join(words)).strip(" \u3000，、")
        name = _TWICE.sub(r"\1", name)
        return _YEAR_WITHIN.sub("", _DATED.sub("", name)) or name

    def _deadline(self, end: int) -> str | None:
        """The year that an earlier clause of the sentence sets (到2030年，森林覆盖率达到62%)."""
        floor = max(0, end - LONGEST_SENTENCE)
        begin = max(floor, *(self.canon.rfind(mark, floor, end) + 1 for mark in "。!?\n"))
        found = _BY_YEAR.findall(self.canon, begin, end)
        return found[-1] if found and int(found[-1]) != self.year else None

    def _period(self, start: int, end: int) -> str | None:
        """The period that a clause states before its number, when it is not the plan year."""
        if self.canon.find("年", start, end) < 0 and self.canon.find("五", start, end) < 0:
            return None
        last = None
        for match in PERIOD.finditer(self.canon, start, end):
            last = match
        if last is None:
            return None
        if last["year"]:
            planned = self.year is not None and int(last["year"]) == self.year
            return None if planned else last["year"]
        return last["plan"] or f"{last['n']}年"


def _plain(value: Decimal) -> Decimal:
    """A Decimal without an exponent or trailing zeros."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
