"""Turn chapters into parts: topics, commitments, claims, and what was not read."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from duban.commitments import (
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Name,
    NameKind,
    Part,
    PartRole,
    Role,
    Strength,
    Topic,
    Unread,
)
from duban.quantities import scan
from duban.reading.bounds import strength
from duban.reading.clauses import cut
from duban.reading.claims import Draft, SentenceReader
from duban.reading.lexicon import PERIOD
from duban.reading.names import names_in
from duban.reading.outline import GLOSSARY, Chapter, Stretch
from duban.reading.phrases import strip_lead
from duban.reading.relative import Relative, relatives
from duban.reading.roles import continues_report, is_opening, looks_back, sentence_role
from duban.reading.structure import leads, sentences

_BASE: Final = {
    PartRole.REVIEW: Role.RESULT,
    PartRole.GOALS: Role.GOAL,
    PartRole.PLAN: Role.TARGET,
    PartRole.SELF: Role.TARGET,
    PartRole.OTHER: None,
}
_CLAUSE: Final = re.compile(r"[^,;:。]+[,;:。]?")
_OPENING_CLAIMS: Final = 3
"""A sentence that names the expected targets and holds at least this many of them opens the plan."""

_FORECAST: Final = re.compile(r"\s*(?:据)?预计(?!目标)")
INTRODUCTION: Final = "本部分的导语：概括方向，具体任务见其下各专题 (introduction of its part)"
_BRIDGE: Final = 40
"""A sentence this short that ends in a colon leads over to what follows it."""
EXPLAINS: Final = "名词解释，不是承诺 (explains words, promises nothing)"
PAST: Final = "陈述事实，不是承诺 (states a fact, promises nothing)"
GREETING: Final = "称呼或过渡语 (greeting or transition)"


@dataclass(slots=True)
class _Gathered:
    """What the sentences of a topic have given so far; `start` is 0 or where its introduction began."""

    start: int
    commitments: list[Commitment]
    results: list[Claim]
    introduces: bool


class Builder:
    """Builds the parts of one report. `unread` collects what gave no commitment."""

    def __init__(self, text: str, canon: str, year: int | None) -> None:
        self.text, self.canon, self.year = text, canon, year
        self.quantities = scan(canon)
        self.starts = [q.start for q in self.quantities]
        self.unread: list[Unread] = []
        self.reported = False
        self.loose = 1
        self.opening: list[Commitment] = []
        self.opening_span: tuple[int, int] | None = None

    def parts(self, chapters: list[Chapter]) -> tuple[Part, ...]:
        """All parts in text order; the opening targets stand in a part of their own, before the rest."""
        built = [self._part(c) for c in chapters]
        if self.opening_span is not None:
            built.append(self._opening_part(*self.opening_span))
        return tuple(sorted((p for p in built if p is not None), key=lambda p: (p.start, p.number or 0)))

    def _opening_part(self, start: int, end: int) -> Part:
        topic = Topic(1, "主要预期目标", start, end, None, None, tuple(self.opening))
        return Part(None, "主要预期目标", PartRole.PLAN, start, end, (topic,))

    def _part(self, chapter: Chapter) -> Part | None:
        role = chapter.role or PartRole.OTHER
        topics: list[Topic] = []
        base = _BASE[role]
        if GLOSSARY.fullmatch(chapter.heading):
            self.unread += [
                Unread(s.paragraph.start, s.paragraph.end, EXPLAINS) for s in chapter.stretches
            ]
            return Part(None, chapter.heading, role, chapter.start, chapter.end)
        back = role is PartRole.GOALS and re.search(r"成就|回顾|成绩|取得", chapter.heading) is not None
        gathered = _Gathered(chapter.start, [], [], introduces=self._introduced(chapter))
        for stretch in chapter.stretches:
            if role is PartRole.GOALS:
                p = stretch.paragraph
                said = looks_back(self.canon[p.start : p.end], self.year)
                back = back if said is None else said
            topic = self._topic(chapter, stretch, len(topics), Role.RESULT if back else base, gathered)
            if topic is not None:
                topics.append(topic)
                gathered = _Gathered(0, [], [], introduces=False)
        if chapter.number is None and not topics:
            return None
        return Part(chapter.number, chapter.heading, role, chapter.start, chapter.end, tuple(topics))

    def _introduced(self, chapter: Chapter) -> bool:
        """Whether the first paragraph of a chapter only introduces the topics behind it."""
        first, *others = chapter.stretches or (None,)
        if first is None or first.heads or not others or chapter.number is None:
            return False
        return not self._headed(first) and any(self._headed(s) for s in others)

    def _headed(self, stretch: Stretch) -> bool:
        p = stretch.paragraph
        return stretch.heads or p.level > 1 or self._leads(sentences(self.canon, p.body, p.end))

    def _topic(
        self, chapter: Chapter, stretch: Stretch, before: int, base: Role | None, gathered: _Gathered
    ) -> Topic | None:
        """A paragraph as a topic. An introduction is none: what it holds goes to the first topic."""
        paragraph = stretch.paragraph
        self.reported = False
        spans = sentences(self.canon, paragraph.body, paragraph.end)
        if not spans:
            return None
        lead = spans[0] if stretch.heads or self._leads(spans) else None
        if lead is not None and base is not Role.RESULT:
            self.reported = sentence_role(self.canon[slice(*lead)], base, self.year) is Role.RESULT
        number = before + 1
        if chapter.number is None:
            number = self.loose + 1
        prefix = f"{chapter.number or 0}.{number}"
        introduces, gathered.introduces = gathered.introduces, False
        for span in spans[1:] if lead else spans:
            self._sentence(span, prefix, base, gathered, introduces)
        empty = not gathered.commitments and not gathered.results
        if introduces or (empty and (lead is None or len(spans) == 1 or base is None)):
            return None
        self.loose += chapter.number is None
        heading = self.text[lead[0] : lead[1]].rstrip("。!！：:") if lead else stretch.section or ""
        return Topic(
            number, heading, gathered.start or paragraph.start, paragraph.end, stretch.section, lead,
            tuple(gathered.commitments), tuple(gathered.results),
        )  # fmt: skip

    def _leads(self, spans: list[tuple[int, int]]) -> bool:
        if not leads(self.canon, spans):
            return False
        start, end = spans[0]
        numbered = bisect_left(self.starts, start) < bisect_left(self.starts, end)
        return not (numbered and self._drafts(start, end))

    # ------------------------------------------------------------------ sentences

    def _sentence(
        self, span: tuple[int, int], prefix: str, base: Role | None, gathered: _Gathered,
        introduces: bool,
    ) -> None:  # fmt: skip
        start, end = span
        sentence = self.canon[start:end]
        drafts = self._drafts(start, end)
        words = relatives(self.canon, start, end)
        promised = base in (Role.TARGET, None) and is_opening(sentence)
        if promised and len(drafts) >= _OPENING_CLAIMS and not self.opening:
            self._opening(start, end, drafts, words)
            return
        role = sentence_role(sentence, base, self.year)
        if self.reported and continues_report(sentence) and not strip_lead(self.canon, start, end).verbs:
            role = Role.RESULT
        self.reported = role is Role.RESULT and base is not Role.RESULT
        if role is Role.RESULT:
            gathered.results.extend(self._claims(drafts, words, role, None))
            if base is not Role.RESULT:
                self.unread.append(Unread(start, end, PAST))
            return
        if introduces and not drafts and not words:
            self.unread.append(Unread(start, end, INTRODUCTION))
            return
        bridging = sentence.endswith((":", ";")) and end - start < _BRIDGE
        if (end - start < 8 or bridging) and not drafts and not words:
            self.unread.append(Unread(start, end, GREETING))
            return
        number = f"{prefix}.{len(gathered.commitments) + 1}"
        claims = self._claims(drafts, words, role, number)
        gathered.commitments.append(self._commitment(number, start, end, claims))

    def _commitment(self, number: str, start: int, end: int, claims: list[Claim]) -> Commitment:
        names = names_in(self.canon, self.text, start, end)
        return Commitment(
            number, _type(claims, names), start, end, self.text[start:end], tuple(claims), names,
            self._verbs(start, end),
        )  # fmt: skip

    def _verbs(self, start: int, end: int) -> tuple[str, ...]:
        """The verbs of doing at the head of each clause."""
        verbs: dict[str, None] = {}
        for clause in _CLAUSE.finditer(self.canon, start, end):
            for verb in strip_lead(self.canon, *clause.span()).verbs:
                verbs[verb] = None
        return tuple(verbs)

    def _opening(
        self, start: int, end: int, drafts: list[Draft], words: list[Relative]
    ) -> None:
        """Opening targets are commitments, one each, with the clause that states them."""
        colon = max(self.canon.find(":", start, end), self.canon.find("是", start, drafts[0].quantity.start))
        at = colon + 1 if colon > 0 and colon < drafts[0].quantity.start else start
        claims = self._claims(drafts, words, Role.TARGET, None)
        for clause in _CLAUSE.finditer(self.canon, at, end):
            a, b = clause.span()
            inside = [c for c in claims if a <= c.start < b]
            for claim in inside or [None]:
                if claim is None and b - a < 6:
                    continue
                number = f"0.1.{len(self.opening) + 1}"
                mine = (_owned(claim, number),) if claim else ()
                while self.canon[a] in " ,":
                    a += 1
                stop = b - 1 if self.canon[b - 1] in ",;。" else b
                self.opening.append(
                    Commitment(number, CommitmentType.HEADLINE, a, stop, self.text[a:stop], mine)
                )
        self.opening_span = (at, end)

    # ------------------------------------------------------------------ claims

    def _drafts(self, start: int, end: int) -> list[Draft]:
        clauses = cut(self.canon, start, end, self.quantities, self.starts)
        return SentenceReader(self.canon, start).read(clauses) if clauses else []

    def _claims(
        self, drafts: list[Draft], words: list[Relative], role: Role, commitment: str | None
    ) -> list[Claim]:
        # A forecast that nobody commits to is left out (guide, rule 15).
        kept = [
            d for d in drafts if role is Role.RESULT or not _FORECAST.match(self.canon, d.clause.start)
        ]
        claims = [self._claim(d, role, commitment) for d in kept]
        claims += [self._relative(w, role, commitment) for w in words]
        return sorted(claims, key=lambda c: (c.start, c.end))

    def _claim(self, draft: Draft, role: Role, commitment: str | None) -> Claim:
        q = draft.quantity
        start, end = draft.clause.start, draft.clause.end
        unit = self.text[q.unit_at : q.end].strip() if "(" in q.unit else q.unit
        return Claim(
            start=q.start,
            end=q.end,
            number=self.text[q.start : q.end],
            quote=self.text[start:end].strip(),
            indicator=self._join(draft.indicator),
            role=role,
            kind=draft.kind,
            comparator=draft.comparator,
            value=_plain(q.value),
            value_high=None if q.high is None else _plain(q.high),
            unit=unit,
            direction=draft.direction,
            strength=None if role is Role.RESULT else draft.strength or Strength.PLAN,
            period=self._period(start, q.start),
            commitment=commitment,
        )

    def _relative(self, found: Relative, role: Role, commitment: str | None) -> Claim:
        before = self.canon[max(0, found.start - 30) : found.start]
        clause = re.split(r"[,;。]", before)[-1]
        own = None if role is Role.RESULT else strength(clause) or Strength.PLAN
        return Claim(
            start=found.start,
            end=found.end,
            number=self.text[found.start : found.end],
            quote=self.text[found.indicator[0][0] if found.indicator[0][0] < found.start else found.start : max(found.end, found.indicator[-1][1])],
            indicator=self._join(found.indicator),
            role=role,
            kind=ClaimKind.RELATIVE,
            comparator=None,
            value=None,
            unit="",
            strength=own,
            commitment=commitment,
        )

    def _join(self, spans: tuple[tuple[int, int], ...]) -> str:
        return "".join(self.text[a:b] for a, b in spans).strip(" 　，、")

    def _period(self, start: int, end: int) -> str | None:
        """The period that a clause states before its number, when it is not the plan year."""
        last = None
        for match in PERIOD.finditer(self.canon, start, end):
            last = match
        if last is None:
            return None
        if last["year"]:
            return None if self.year is not None and int(last["year"]) == self.year else last["year"]
        return last["plan"] or f"{last['n']}年"


def _plain(value: Decimal) -> Decimal:
    """A Decimal without an exponent or trailing zeros."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _owned(claim: Claim, commitment: str) -> Claim:
    return replace(claim, commitment=commitment)


def _type(claims: list[Claim], names: tuple[Name, ...]) -> CommitmentType:
    if any(c.value is not None for c in claims):
        return CommitmentType.QUANTIFIED
    if any(n.kind is NameKind.PROJECT for n in names):
        return CommitmentType.PROJECT
    return CommitmentType.QUALITATIVE
