"""From drafts to claims: their words as the report writes them, role, strength and period."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from duban.commitments import Claim, ClaimKind, Direction, Role, Strength
from duban.reading.bounds import find_strength
from duban.reading.claim_drafts import ClaimDraft
from duban.reading.evidence import gather_evidence
from duban.reading.lexicon import PERIOD_PATTERN
from duban.reading.phrases import Spans
from duban.reading.relative_commitments import RelativeCommitment
from duban.reading.structure import LONGEST_SENTENCE

_FORECAST_PREFIX: Final = re.compile(r"\s*(?:据)?预计(?!目标)")
_DEADLINE_YEAR: Final = re.compile(r"(?:到|至)((?:19|20)\d\d)年")
_FULL_FORM_BY_HALF: Final = {"城": "城镇", "乡": "农村"}
_YEAR_AT_NAME_END: Final = re.compile(
    r"^(?:[12１２](?: ?[\d０-９]){3} ?|[一二][\d一二三四五六七八九〇○零]{3})年(?:的|，)?(?=.{2})"
    r"|(?:[12１２][\d０-９]{3}|[一二][一二三四五六七八九〇○零]{3})年$"
)
"""A year at either end of a name dates the figure."""
_YEAR_WITHIN: Final = re.compile(r"(?<=[园区业场市县省]{2})(?:19|20)\d\d年(?=.{2})")
"""A year inside a name, behind a body or place, dates it too (重点园区2025年营业收入)."""
_REPEATED_WORDS: Final = re.compile(r"([^\d]{2,8})\1")
"""The same words twice in a row, from two overlapping spans of a name."""
_BASE_YEAR: Final = re.compile(r"[比较与由从](?:19|20)\d\d年|[是为](?:19|20)\d\d年的")
"""What a figure is compared with is not the year that it is of: 比2030年增长两成, 是2030年的两倍."""
_WITHIN_MEASURE: Final = re.compile(
    r"(?<=..)(?:实现|完成)(?=(?:工业)?(?:总产值|产值|增加值|税收|纳税|利税|利润|营业收入|主营业务收入|销售收入|增速)$)"
)
"""云台集团实现产值: whose sum it is, without the verb."""
_NOTE_MARK: Final = re.compile(r"[\[〔【]\d{1,3}[\]〕】]")
"""The mark of a note is no part of a name."""
_FALLS_TO_ZERO: Final = re.compile("清零|只减不增")
"""A promise that nothing is left of a thing: 欠薪动态清零."""
_NOTE_BRACKETS: Final = frozenset("[〔【")
"""What the mark of a note may begin with."""
_CLAUSE_MARK: Final = re.compile(r"[,;。]")
_STRENGTH_REACH: Final = 30
"""The strength of a relative commitment stands at most this far before it."""


class SentenceContent(NamedTuple):
    """What a sentence states: drafts for its numbers, and relative commitments."""

    drafts: list[ClaimDraft]
    relatives: list[RelativeCommitment]

    def __bool__(self) -> bool:
        return bool(self.drafts or self.relatives)


class ClaimBuilder:
    """Makes claims of what the sentences of one report state. `year` is the plan year."""

    def __init__(self, text: str, canonical_text: str, year: int | None) -> None:
        self.text, self.canonical_text, self.year = text, canonical_text, year

    def build_claims(self, content: SentenceContent, role: Role, commitment: str | None) -> list[Claim]:
        """The claims of a sentence in text order, owned by the commitment with this number, if any.

        A forecast that nobody commits to is left out (guide, rule 15).
        """
        claims = [
            self._build_claim(draft, role, commitment)
            for draft in content.drafts
            if role is Role.RESULT or not _FORECAST_PREFIX.match(self.canonical_text, draft.clause.start)
        ]
        claims += [self._build_relative_claim(relative, role, commitment) for relative in content.relatives]
        return sorted(claims, key=lambda claim: (claim.start, claim.end))

    def _build_claim(self, draft: ClaimDraft, role: Role, commitment: str | None) -> Claim:
        quantity = draft.quantity
        clause_start, clause_end = draft.clause.start, draft.clause.end
        return Claim(
            start=quantity.start,
            end=quantity.end,
            number=self.text[quantity.start : quantity.end],
            quote=self.text[clause_start:clause_end].strip(),
            indicator=self._compose_name(draft.indicator),
            role=role,
            kind=draft.kind,
            comparator=draft.comparator,
            value=_normalise_decimal(quantity.value),
            value_high=None if quantity.value_high is None else _normalise_decimal(quantity.value_high),
            # A bracketed alternative (套(间)) is given in the report's own brackets.
            unit=self.text[quantity.unit_at : quantity.end].strip() if "(" in quantity.unit else quantity.unit,
            direction=draft.direction,
            strength=None if role is Role.RESULT else draft.strength or Strength.PLAN,
            period=self._find_period(clause_start, quantity.start) or self._find_deadline(clause_start),
            commitment=commitment,
            evidence=gather_evidence(self.text, self.canonical_text, draft),
        )

    def _build_relative_claim(self, relative: RelativeCommitment, role: Role, commitment: str | None) -> Claim:
        words_before = self.canonical_text[max(0, relative.start - _STRENGTH_REACH) : relative.start]
        stated_strength = find_strength(_CLAUSE_MARK.split(words_before)[-1]) or Strength.PLAN
        words = self.canonical_text[relative.start : relative.end]
        quote = slice(min(relative.start, relative.indicator[0][0]), max(relative.end, relative.indicator[-1][1]))
        return Claim(
            start=relative.start,
            end=relative.end,
            number=self.text[relative.start : relative.end],
            quote=self.text[quote],
            indicator=self._compose_name(relative.indicator),
            role=role,
            kind=ClaimKind.RELATIVE,
            comparator=None,
            value=None,
            unit="",
            direction=Direction.DOWN if _FALLS_TO_ZERO.search(words) else Direction.UP,
            strength=None if role is Role.RESULT else stated_strength,
            commitment=commitment,
        )

    def _compose_name(self, spans: Spans) -> str:
        words = [self.text[start:end] for start, end in spans]
        if words[0] in _FULL_FORM_BY_HALF and len(words) > 1:
            words[0] = _FULL_FORM_BY_HALF[words[0]]
        name = "".join(words)
        if not _NOTE_BRACKETS.isdisjoint(name):
            name = _NOTE_MARK.sub("", name)
        name = name.strip(" \u3000，、")
        if "实现" in name or "完成" in name:
            name = _WITHIN_MEASURE.sub("", name)
        if len(set(name)) < len(name):
            name = _REPEATED_WORDS.sub(r"\1", name)
        return _YEAR_WITHIN.sub("", _YEAR_AT_NAME_END.sub("", name)) or name if "年" in name else name

    def _find_deadline(self, clause_start: int) -> str | None:
        """The year that an earlier clause of the sentence sets (到2030年，森林覆盖率达到62%)."""
        search_start = max(0, clause_start - LONGEST_SENTENCE)
        canonical_text = self.canonical_text
        sentence_start = max(canonical_text.rfind("。", search_start, clause_start) + 1, search_start)
        for mark in "!?\n":  # each is sought only where a later one can still stand
            sentence_start = max(canonical_text.rfind(mark, sentence_start, clause_start) + 1, sentence_start)
        if canonical_text.find("年", sentence_start, clause_start) < 0:
            return None
        stated_years = _DEADLINE_YEAR.findall(self.canonical_text, sentence_start, clause_start)
        return stated_years[-1] if stated_years and int(stated_years[-1]) != self.year else None

    def _find_period(self, start: int, end: int) -> str | None:
        """The period that a clause states before its number, when it is not the plan year."""
        if self.canonical_text.find("年", start, end) < 0 and self.canonical_text.find("五", start, end) < 0:
            return None
        last_match = None
        for match in PERIOD_PATTERN.finditer(self.canonical_text, start, end):
            if not _BASE_YEAR.search(self.canonical_text, max(start, match.start() - 1), match.end() + 1):
                last_match = match
        if last_match is None:
            return None
        if last_match["year"]:
            is_plan_year = self.year is not None and int(last_match["year"]) == self.year
            return None if is_plan_year else last_match["year"]
        return last_match["plan"] or f"{last_match['n']}年"


def _normalise_decimal(value: Decimal) -> Decimal:
    """A Decimal without an exponent or trailing zeros."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
