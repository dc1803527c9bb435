"""Turn chapters into parts: topics, commitments, claims, and what was not read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from duban.commitments import (
    Claim,
    Commitment,
    CommitmentType,
    Name,
    NameKind,
    Part,
    PartRole,
    Role,
    Topic,
    Unread,
)
from duban.quantities import scan
from duban.reading.apparatus import Apparatus
from duban.reading.candidates import Choice
from duban.reading.claims import Draft, SentenceReader
from duban.reading.clauses import cut
from duban.reading.finish import Finisher, Stated
from duban.reading.names import names_in, verbs_in
from duban.reading.opening import OPENING_CLAIMS, opening_part
from duban.reading.outline import Chapter, Stretch
from duban.reading.phrases import Span, strip_lead
from duban.reading.relative import relatives
from duban.reading.roles import continues_report, is_opening, looks_back, sentence_role
from duban.reading.scopes import Scopes
from duban.reading.structure import Paragraph, leads, sentences
from duban.reading.tasks import Context, contexts, counts, features, verifiable

_BASE: Final = {
    PartRole.REVIEW: Role.RESULT,
    PartRole.GOALS: Role.GOAL,
    PartRole.PLAN: Role.TARGET,
    PartRole.SELF: Role.TARGET,
    PartRole.OTHER: None,
}
"""The default role of a sentence in each kind of part; None where its own words decide."""
_LOOKS_BACK: Final = re.compile(r"成就|回顾|成绩|取得")
_BRIDGE: Final = 40
"""A sentence this short that ends in a colon leads over to what follows it."""
_BYLINE: Final = re.compile(r"\(?[^,。:]{0,16}(?:记者|来源|责任编辑|责编|作者)[^,。]{0,16}\)?$")
_OPENING: Final = 4
"""A paragraph that only opens a section has at most so many sentences."""
_GREETING: Final = 8
"""A sentence shorter than this that claims nothing greets or leads over."""

_EXHORTS: Final = re.compile(
    r"(?:为了?)?(?:实现|完成|达到)[^,。]{0,14}(?:目标|任务),(?:我们)?(?:要|必须|需要|就要|更要|关键)"
    r"|做好[^,。]{0,10}工作,[^。]{0,20}?(?:要|必须|事关|意义|责任)"
    r"|(?:我们)?(?:要|必须|将)?(?:始终|时刻|永远)(?:牢记|铭记|不忘)"
)
"""A general exhortation, which is no task of its own."""

INTRODUCTION: Final = "本部分的导语：概括方向，具体任务见其下各专题 (introduction of its part)"
AROUND: Final = {
    Apparatus.NOTES: "名词解释或注释，不是承诺 (explains words, promises nothing)",
    Apparatus.PAGE: "网页上报告以外的内容 (of the web page, not of the report)",
}
"""Why what stands around a report gives nothing; its title and address need no reason."""
EXHORTS: Final = "总的要求，不是具体任务 (an exhortation, not a task)"
PAST: Final = "陈述事实，不是承诺 (states a fact, promises nothing)"
DOUBTFUL: Final = "数字里有不能确认的字符，没有取值 (a number with a character that cannot be read)"
GREETING: Final = "称呼或过渡语 (greeting or transition)"


@dataclass(slots=True)
class _Gathered:
    """What the sentences of a topic have given so far.

    `start` is where the introduction that belongs to it begins, or 0; `expects_introduction` says
    that the next paragraph is that introduction.
    """

    start: int = 0
    introduces: bool = False
    commitments: list[Commitment] = field(default_factory=list)
    results: list[Claim] = field(default_factory=list)


class Builder:
    """Builds the parts of one report. `unread` collects what gave no commitment, and why."""

    def __init__(
        self,
        text: str,
        canon: str,
        year: int | None,
        trace: list[Choice] | None = None,
    ) -> None:
        self.text, self.canon, self.year = text, canon, year
        self.quantities = scan(canon)
        self.starts = [q.start for q in self.quantities]
        self.finisher = Finisher(text, canon, year)
        self.unread: list[Unread] = []
        self.opening: Part | None = None
        self.reported = False
        self.section: str | None = None
        self.conduct = self.opens_section = False
        self.context = Context()
        self.loose = 1
        self.trace = trace
        self.scopes = Scopes(canon)
        self.cut: dict[Span, list[Span]] = {}

    def parts(self, chapters: list[Chapter]) -> tuple[Part, ...]:
        """All parts in text order; the opening targets are a part of their own, before the rest."""
        built = [*(self._part(c) for c in chapters), self.opening]
        found = [p for p in built if p is not None]
        return tuple(sorted(found, key=lambda p: (p.start, p.number or 0)))

    def _part(self, chapter: Chapter) -> Part | None:
        role = chapter.role or PartRole.OTHER
        heading, start, end = chapter.heading, chapter.start, chapter.end
        self.conduct = role is PartRole.SELF
        topics: list[Topic] = []
        mixed = role is PartRole.GOALS
        back = mixed and _LOOKS_BACK.search(heading) is not None
        gathered = _Gathered(start, self._introduced(chapter))
        for stretch, behind in zip_longest(chapter.stretches, chapter.stretches[1:]):
            self.opens_section = behind is not None and self._opens_section(stretch, behind)
            if mixed:
                paragraph = stretch.paragraph
                said = looks_back(self.canon[paragraph.start : paragraph.end], self.year)
                back = back if said is None else said
            base = Role.RESULT if back else _BASE[role]
            topic = self._topic(chapter.number, stretch, len(topics) + 1, base, gathered)
            if topic is not None:
                topics.append(topic)
                gathered = _Gathered()
        if chapter.number is None and not topics:
            return None
        return Part(chapter.number, chapter.title, role, start, end, tuple(topics))

    def around(self, paragraphs: Iterable[tuple[Paragraph, Apparatus]]) -> None:
        """Record the paragraphs around the report (notes, web page) as unread, with the reason."""
        self.unread += [
            Unread(p.start, p.end, AROUND[kind]) for p, kind in paragraphs if kind in AROUND
        ]

    # ------------------------------------------------------------------ topics

    def _introduced(self, chapter: Chapter) -> bool:
        """Whether the first paragraph of a chapter only introduces the topics behind it."""
        first, *others = chapter.stretches or (None,)
        if first is None or first.heads or not others or chapter.number is None:
            return False
        return not self._headed(first) and any(self._headed(s) for s in others)

    def _opens_section(self, stretch: Stretch, behind: Stretch) -> bool:
        """Whether a paragraph only opens a section: it is short, the next one has its own lead."""
        p, q = stretch.paragraph, behind.paragraph
        numbered = p.level in (1, 2) and q.level not in (p.level, 1)
        under = stretch.section is not None and behind.section == stretch.section
        if not (numbered or (under and p.level == 0)):
            return False
        return len(self._sentences(p)) <= _OPENING and self._headed(behind)

    def _headed(self, stretch: Stretch) -> bool:
        p = stretch.paragraph
        return stretch.heads or p.level > 1 or self._leads(self._sentences(p))

    def _leads(self, spans: list[Span]) -> bool:
        """Whether the first sentence only leads its paragraph: it is short and claims nothing."""
        if not leads(spans):
            return False
        start, end = spans[0]
        numbered = bisect_left(self.starts, start) < bisect_left(self.starts, end)
        return not (numbered and self._drafts(start, end))

    def _lead(self, spans: list[Span], stretch: Stretch, base: Role | None) -> Span | None:
        """The leading sentence of a paragraph; where it reports, what follows may report too."""
        headed = stretch.heads and len(spans) > 1
        if not (headed or self._leads(spans)):
            return None
        if base is not Role.RESULT:
            said = sentence_role(self.canon[slice(*spans[0])], base, self.year)
            self.reported = said is Role.RESULT
        return spans[0]

    def _topic(
        self,
        part: int | None,
        stretch: Stretch,
        number: int,
        base: Role | None,
        gathered: _Gathered,
    ) -> Topic | None:
        """A paragraph as a topic. An introduction is none: what it holds is the first topic's."""
        paragraph = stretch.paragraph
        self.reported, self.section = False, stretch.section
        spans = self._sentences(paragraph)
        if not spans:
            return None
        lead = self._lead(spans, stretch, base)
        if part is None:
            # Topics without a part number are counted through the report, so that ids never repeat.
            number = self.loose + 1
        introduces, gathered.introduces = gathered.introduces, False
        places = contexts(self.canon, spans, self.opens_section, self.conduct)
        for span, self.context in zip(spans, places, strict=True):
            if span != lead:
                self._sentence(span, f"{part or 0}.{number}", base, gathered, introduces)
        empty = not gathered.commitments and not gathered.results
        if introduces or (empty and (lead is None or len(spans) == 1 or base is None)):
            return None
        self.loose += part is None
        heading = self.text[slice(*lead)].rstrip("。!！：:") if lead else stretch.section or ""
        return Topic(
            number,
            heading,
            gathered.start or paragraph.start,
            paragraph.end,
            stretch.section,
            lead,
            tuple(gathered.commitments),
            tuple(gathered.results),
        )

    # ------------------------------------------------------------------ sentences

    def _sentences(self, paragraph: Paragraph) -> list[Span]:
        """The sentences of a paragraph, cached: the paragraph before it needs them too."""
        place = (paragraph.body, paragraph.end)
        if place not in self.cut:
            self.cut[place] = sentences(self.canon, *place)
        return self.cut[place]

    def _sentence(
        self, span: Span, topic: str, base: Role | None, gathered: _Gathered, introduces: bool
    ) -> None:
        """Add a sentence to its topic: as a commitment, as results, or as not read."""
        start, end = span
        sentence = self.canon[start:end]
        stated = Stated(self._certain(start, end), relatives(self.canon, start, end))
        if self._opens(sentence, base, stated):
            claims = self.finisher.claims(stated, Role.TARGET, None)
            first = stated.drafts[0].quantity.start
            self.opening = opening_part(self.text, self.canon, span, first, claims, self.section)
            return
        role = self._role(span, sentence, base)
        if role is Role.RESULT:
            gathered.results.extend(self.finisher.claims(stated, role, None))
            if base is not Role.RESULT:
                self.unread.append(Unread(start, end, PAST))
            return
        reason = None if stated else self._passed_over(span, introduces)
        if reason is not None:
            self.unread.append(Unread(start, end, reason))
            return
        number = f"{topic}.{len(gathered.commitments) + 1}"
        claims = self.finisher.claims(stated, role, number)
        gathered.commitments.append(self._commitment(number, span, claims))

    def _opens(self, sentence: str, base: Role | None, stated: Stated) -> bool:
        return (
            len(stated.drafts) >= OPENING_CLAIMS
            and self.opening is None
            and base in (Role.TARGET, None)
            and is_opening(sentence)
        )

    def _role(self, span: Span, sentence: str, base: Role | None) -> Role:
        """What a sentence does; behind a reported fact, one without a verb of doing reports too."""
        role = sentence_role(sentence, base, self.year)
        if self.reported and continues_report(sentence) and not strip_lead(self.canon, *span).verbs:
            role = Role.RESULT
        self.reported = role is Role.RESULT and base is not Role.RESULT
        return role

    def _commitment(self, number: str, span: Span, claims: list[Claim]) -> Commitment:
        start, end = span
        names = names_in(self.canon, self.text, start, end)
        verbs = verbs_in(self.canon, start, end)
        kind = _type(claims, names)
        found = features(self.canon, start, end, tuple(claims), names, self.context)
        return Commitment(
            number,
            kind,
            start,
            end,
            self.text[start:end],
            tuple(claims),
            names,
            verbs,
            verifiable(found),
            counts(found),
        )

    def _passed_over(self, span: Span, introduces: bool) -> str | None:
        """Why a sentence that claims nothing is no commitment, or None where it is one."""
        if introduces:
            return INTRODUCTION
        start, end = span
        if _EXHORTS.match(self.canon, start, end):
            return EXHORTS
        if self.canon[end - 1] in ":;" and end - start < _BRIDGE:
            return GREETING
        if _BYLINE.match(self.canon, start, end):
            return GREETING
        short = end - start < _GREETING and not strip_lead(self.canon, start, end).verbs
        return GREETING if short else None

    def _certain(self, start: int, end: int) -> list[Draft]:
        """The drafts of a sentence but for those of doubtful numbers, which are not read."""
        found = self._drafts(start, end)
        self.unread += [
            Unread(d.quantity.start, d.quantity.end, DOUBTFUL) for d in found if d.quantity.doubtful
        ]
        return [d for d in found if not d.quantity.doubtful]

    def _drafts(self, start: int, end: int) -> list[Draft]:
        clauses = cut(self.canon, start, end, self.quantities, self.starts)
        if not clauses:
            return []
        drafts = SentenceReader(self.canon, start, self.scopes.of(start), self.trace).read(clauses)
        self.scopes.said(start, [d.indicator for d in drafts])
        return drafts


def _type(claims: list[Claim], names: tuple[Name, ...]) -> CommitmentType:
    if any(c.value is not None for c in claims):
        return CommitmentType.QUANTIFIED
    if any(n.kind is NameKind.PROJECT for n in names):
        return CommitmentType.PROJECT
    return CommitmentType.QUALITATIVE
