"""Turn chapters into parts: topics, commitments, claims, and what was not read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from duban.commitments import Claim, Commitment, CommitmentType, Name, NameKind, Part, PartRole, Role, Topic, Unread
from duban.quantities import scan
from duban.reading.apparatus import ApparatusKind
from duban.reading.build_claims import ClaimBuilder, SentenceContent
from duban.reading.candidates import Choice
from duban.reading.claim_drafts import ClaimDraft, SentenceReader
from duban.reading.clauses import split_clauses
from duban.reading.commitment_names import find_names, find_verbs
from duban.reading.headline_targets import OPENING_CLAIMS, build_headline_part
from duban.reading.outline import Chapter, Stretch
from duban.reading.phrases import Span, strip_lead
from duban.reading.relative_commitments import find_relatives
from duban.reading.scopes import ScopeTracker
from duban.reading.sentence_roles import continues_report, determine_sentence_role, looks_back, states_headline_targets
from duban.reading.structure import Paragraph, has_leading_sentence, split_sentences
from duban.reading.tasks import SentenceContext, build_contexts, determine_verifiable, extract_features, is_task

_ROLE_BY_PART_ROLE: Final = {
    PartRole.REVIEW: Role.RESULT,
    PartRole.GOALS: Role.GOAL,
    PartRole.PLAN: Role.TARGET,
    PartRole.SELF: Role.TARGET,
    PartRole.OTHER: None,
}
"""The default role of a sentence in each kind of part; None where its own words decide."""
_REVIEW_WORDS: Final = re.compile(r"成就|回顾|成绩|取得")
_TRANSITION_LIMIT: Final = 40
"""A sentence this short that ends in a colon leads over to what follows it."""
_BYLINE: Final = re.compile(r"\(?[^,。:]{0,16}(?:记者|来源|责任编辑|责编|作者)[^,。]{0,16}\)?$")
_INTRODUCTION_SENTENCES: Final = 4
"""A paragraph that only opens a section has at most so many sentences."""
_GREETING_LIMIT: Final = 8
"""A sentence shorter than this that claims nothing greets or leads over."""

_EXHORTATION: Final = re.compile(
    r"(?:为了?)?(?:实现|完成|达到)[^,。]{0,14}(?:目标|任务),(?:我们)?(?:要|必须|需要|就要|更要|关键)"
    r"|做好[^,。]{0,10}工作,[^。]{0,20}?(?:要|必须|事关|意义|责任)"
    r"|(?:我们)?(?:要|必须|将)?(?:始终|时刻|永远)(?:牢记|铭记|不忘)"
)
"""A general exhortation, which is no task of its own."""

INTRODUCTION: Final = "本部分的导语：概括方向，具体任务见其下各专题 (introduction of its part)"
APPARATUS_REASONS: Final = {
    ApparatusKind.NOTES: "名词解释或注释，不是承诺 (explains words, promises nothing)",
    ApparatusKind.PAGE: "网页上报告以外的内容 (of the web page, not of the report)",
}
"""Why what stands around a report gives nothing; its title and address need no reason."""
EXHORTATION_REASON: Final = "总的要求，不是具体任务 (an exhortation, not a task)"
PAST_FACT_REASON: Final = "陈述事实，不是承诺 (states a fact, promises nothing)"
DOUBTFUL: Final = "数字里有不能确认的字符，没有取值 (a number with a character that cannot be read)"
GREETING_REASON: Final = "称呼或过渡语 (greeting or transition)"


@dataclass(slots=True)
class _TopicDraft:
    """What the sentences of a topic have given so far.

    `start` is where the introduction that belongs to it begins, or 0; `expects_introduction` says
    that the next paragraph is that introduction.
    """

    start: int = 0
    expects_introduction: bool = False
    commitments: list[Commitment] = field(default_factory=list)
    results: list[Claim] = field(default_factory=list)


class PartBuilder:
    """Builds the parts of one report. `unread` collects what gave no commitment, and why."""

    def __init__(self, text: str, canonical_text: str, year: int | None, trace: list[Choice] | None = None) -> None:
        self.text, self.canonical_text, self.year = text, canonical_text, year
        self.quantities = scan(canonical_text)
        self.quantity_starts = [quantity.start for quantity in self.quantities]
        self.finisher = ClaimBuilder(text, canonical_text, year)
        self.unread: list[Unread] = []
        self.headline_part: Part | None = None
        self.follows_reported_fact = False
        self.section: str | None = None
        self.is_conduct = self.opens_section = False
        self.context = SentenceContext()
        self.unnumbered_topic_count = 1
        self.trace = trace
        self.scopes = ScopeTracker(canonical_text)
        self.sentences_by_paragraph: dict[Span, list[Span]] = {}

    def build_parts(self, chapters: list[Chapter]) -> tuple[Part, ...]:
        """All parts in text order; the opening targets are a part of their own, before the rest."""
        built_parts = [*(self._build_part(chapter) for chapter in chapters), self.headline_part]
        parts = [part for part in built_parts if part is not None]
        return tuple(sorted(parts, key=lambda part: (part.start, part.number or 0)))

    def _build_part(self, chapter: Chapter) -> Part | None:
        part_role = chapter.role or PartRole.OTHER
        heading, start, end = chapter.heading, chapter.start, chapter.end
        self.is_conduct = part_role is PartRole.SELF
        topics: list[Topic] = []
        is_mixed = part_role is PartRole.GOALS
        is_review = is_mixed and _REVIEW_WORDS.search(heading) is not None
        draft = _TopicDraft(start, self._has_introduction(chapter))
        for stretch, next_stretch in zip_longest(chapter.stretches, chapter.stretches[1:]):
            self.opens_section = next_stretch is not None and self._opens_section(stretch, next_stretch)
            if is_mixed:
                paragraph = stretch.paragraph
                reports = looks_back(self.canonical_text[paragraph.start : paragraph.end], self.year)
                is_review = is_review if reports is None else reports
            base_role = Role.RESULT if is_review else _ROLE_BY_PART_ROLE[part_role]
            topic = self._build_topic(chapter.number, stretch, len(topics) + 1, base_role, draft)
            if topic is not None:
                topics.append(topic)
                draft = _TopicDraft()
        if chapter.number is None and not topics:
            return None
        return Part(chapter.number, chapter.title, part_role, start, end, tuple(topics))

    def record_apparatus(self, paragraphs: Iterable[tuple[Paragraph, ApparatusKind]]) -> None:
        """Record the paragraphs around the report (notes, web page) as unread, with the reason."""
        self.unread += [
            Unread(paragraph.start, paragraph.end, APPARATUS_REASONS[apparatus_kind])
            for paragraph, apparatus_kind in paragraphs
            if apparatus_kind in APPARATUS_REASONS
        ]

    # ------------------------------------------------------------------ topics

    def _has_introduction(self, chapter: Chapter) -> bool:
        """Whether the first paragraph of a chapter only introduces the topics behind it."""
        first, *rest = chapter.stretches or (None,)
        if first is None or first.is_heading or not rest or chapter.number is None:
            return False
        return not self._has_heading(first) and any(self._has_heading(stretch) for stretch in rest)

    def _opens_section(self, stretch: Stretch, next_stretch: Stretch) -> bool:
        """Whether a paragraph only opens a section: it is short, the next one has its own lead."""
        paragraph, next_paragraph = stretch.paragraph, next_stretch.paragraph
        is_numbered = paragraph.level in (1, 2) and next_paragraph.level not in (paragraph.level, 1)
        shares_section = stretch.section is not None and next_stretch.section == stretch.section
        if not (is_numbered or (shares_section and paragraph.level == 0)):
            return False
        return len(self._split_sentences(paragraph)) <= _INTRODUCTION_SENTENCES and self._has_heading(next_stretch)

    def _has_heading(self, stretch: Stretch) -> bool:
        paragraph = stretch.paragraph
        return stretch.is_heading or paragraph.level > 1 or self._has_leading_sentence(self._split_sentences(paragraph))

    def _has_leading_sentence(self, spans: list[Span]) -> bool:
        """Whether the first sentence only leads its paragraph: it is short and claims nothing."""
        if not has_leading_sentence(spans):
            return False
        start, end = spans[0]
        has_numbers = bisect_left(self.quantity_starts, start) < bisect_left(self.quantity_starts, end)
        return not (has_numbers and self._read_drafts(start, end))

    def _find_leading_sentence(self, spans: list[Span], stretch: Stretch, base_role: Role | None) -> Span | None:
        """The leading sentence of a paragraph; where it reports, what follows may report too."""
        is_headed = stretch.is_heading and len(spans) > 1
        if not (is_headed or self._has_leading_sentence(spans)):
            return None
        if base_role is not Role.RESULT:
            lead_role = determine_sentence_role(self.canonical_text[slice(*spans[0])], base_role, self.year)
            self.follows_reported_fact = lead_role is Role.RESULT
        return spans[0]

    def _build_topic(
        self, part: int | None, stretch: Stretch, number: int, base_role: Role | None, draft: _TopicDraft
    ) -> Topic | None:
        """A paragraph as a topic. An introduction is none: what it holds is the first topic's."""
        paragraph = stretch.paragraph
        self.follows_reported_fact, self.section = False, stretch.section
        spans = self._split_sentences(paragraph)
        if not spans:
            return None
        lead = self._find_leading_sentence(spans, stretch, base_role)
        if part is None:
            # Topics without a part number are counted through the report, so that ids never repeat.
            number = self.unnumbered_topic_count + 1
        is_introduction, draft.expects_introduction = draft.expects_introduction, False
        # Only a commitment asks where its sentence stands, and what reports commits to nothing.
        contexts = (
            [self.context] * len(spans)
            if base_role is Role.RESULT
            else build_contexts(self.canonical_text, spans, self.opens_section, self.is_conduct)
        )
        for span, self.context in zip(spans, contexts, strict=True):
            if span != lead:
                self._add_sentence(span, f"{part or 0}.{number}", base_role, draft, is_introduction)
        is_empty = not draft.commitments and not draft.results
        if is_introduction or (is_empty and (lead is None or len(spans) == 1 or base_role is None)):
            return None
        self.unnumbered_topic_count += part is None
        heading = self.text[slice(*lead)].rstrip("。!！：:") if lead else stretch.section or ""
        return Topic(
            number,
            heading,
            draft.start or paragraph.start,
            paragraph.end,
            stretch.section,
            lead,
            tuple(draft.commitments),
            tuple(draft.results),
        )

    # ------------------------------------------------------------------ sentences

    def _split_sentences(self, paragraph: Paragraph) -> list[Span]:
        """The sentences of a paragraph, cached: the paragraph before it needs them too."""
        body_span = (paragraph.body, paragraph.end)
        if body_span not in self.sentences_by_paragraph:
            self.sentences_by_paragraph[body_span] = split_sentences(self.canonical_text, *body_span)
        return self.sentences_by_paragraph[body_span]

    def _add_sentence(
        self, span: Span, topic_id: str, base_role: Role | None, draft: _TopicDraft, is_introduction: bool
    ) -> None:
        """Add a sentence to its topic: as a commitment, as results, or as not read."""
        start, end = span
        sentence = self.canonical_text[start:end]
        stated = SentenceContent(self._read_certain_drafts(start, end), find_relatives(self.canonical_text, start, end))
        if self._states_headline_targets(sentence, base_role, stated):
            claims = self.finisher.build_claims(stated, Role.TARGET, None)
            first_number_start = stated.drafts[0].quantity.start
            self.headline_part = build_headline_part(
                self.text, self.canonical_text, span, first_number_start, claims, self.section
            )
            return
        role = self._determine_role(span, sentence, base_role)
        if role is Role.RESULT:
            draft.results.extend(self.finisher.build_claims(stated, role, None))
            if base_role is not Role.RESULT:
                self.unread.append(Unread(start, end, PAST_FACT_REASON))
            return
        reason = None if stated else self._find_unread_reason(span, is_introduction)
        if reason is not None:
            self.unread.append(Unread(start, end, reason))
            return
        commitment_id = f"{topic_id}.{len(draft.commitments) + 1}"
        claims = self.finisher.build_claims(stated, role, commitment_id)
        draft.commitments.append(self._build_commitment(commitment_id, span, claims))

    def _states_headline_targets(self, sentence: str, base_role: Role | None, stated: SentenceContent) -> bool:
        return (
            len(stated.drafts) >= OPENING_CLAIMS
            and self.headline_part is None
            and base_role in (Role.TARGET, None)
            and states_headline_targets(sentence)
        )

    def _determine_role(self, span: Span, sentence: str, base_role: Role | None) -> Role:
        """What a sentence does; behind a reported fact, one without a verb of doing reports too."""
        role = determine_sentence_role(sentence, base_role, self.year)
        if (
            self.follows_reported_fact
            and continues_report(sentence)
            and not strip_lead(self.canonical_text, *span).verbs
        ):
            role = Role.RESULT
        self.follows_reported_fact = role is Role.RESULT and base_role is not Role.RESULT
        return role

    def _build_commitment(self, commitment_id: str, span: Span, claims: list[Claim]) -> Commitment:
        start, end = span
        names = find_names(self.canonical_text, self.text, start, end)
        verbs = find_verbs(self.canonical_text, start, end)
        commitment_type = _determine_commitment_type(claims, names)
        sentence_features = extract_features(self.canonical_text, start, end, tuple(claims), names, self.context)
        return Commitment(
            commitment_id,
            commitment_type,
            start,
            end,
            self.text[start:end],
            tuple(claims),
            names,
            verbs,
            determine_verifiable(sentence_features),
            is_task(sentence_features),
        )

    def _find_unread_reason(self, span: Span, is_introduction: bool) -> str | None:
        """Why a sentence that claims nothing is no commitment, or None where it is one."""
        if is_introduction:
            return INTRODUCTION
        start, end = span
        if _EXHORTATION.match(self.canonical_text, start, end):
            return EXHORTATION_REASON
        if self.canonical_text[end - 1] in ":;" and end - start < _TRANSITION_LIMIT:
            return GREETING_REASON
        if _BYLINE.match(self.canonical_text, start, end):
            return GREETING_REASON
        is_short = end - start < _GREETING_LIMIT and not strip_lead(self.canonical_text, start, end).verbs
        return GREETING_REASON if is_short else None

    def _read_certain_drafts(self, start: int, end: int) -> list[ClaimDraft]:
        """The drafts of a sentence but for those of doubtful numbers, which are not read."""
        drafts = self._read_drafts(start, end)
        self.unread += [
            Unread(draft.quantity.start, draft.quantity.end, DOUBTFUL) for draft in drafts if draft.quantity.doubtful
        ]
        return [draft for draft in drafts if not draft.quantity.doubtful]

    def _read_drafts(self, start: int, end: int) -> list[ClaimDraft]:
        clauses = split_clauses(self.canonical_text, start, end, self.quantities, self.quantity_starts)
        if not clauses:
            return []
        drafts = SentenceReader(self.canonical_text, start, self.scopes.scope_at(start), self.trace).read_clauses(
            clauses
        )
        self.scopes.remember_names(start, [draft.indicator for draft in drafts])
        return drafts


def _determine_commitment_type(claims: list[Claim], names: tuple[Name, ...]) -> CommitmentType:
    if any(claim.value is not None for claim in claims):
        return CommitmentType.QUANTIFIED
    if any(name.kind is NameKind.PROJECT for name in names):
        return CommitmentType.PROJECT
    return CommitmentType.QUALITATIVE
