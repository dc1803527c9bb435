"""What a report promises, as plain values.

The words are those of the field (docs/reference/words.md). Every object carries the span of the
report's text that it came from; `text[start:end]` is its quote, always. Spans count Unicode code
points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from duban.commitments.evidence import Evidence
from duban.notices import Notice


class Role(StrEnum):
    """What a claim does: promise for the plan year, for later, or report a fact."""

    TARGET = "target"
    GOAL = "goal"
    RESULT = "result"


class ClaimKind(StrEnum):
    """What sort of quantity a claim is (the annotation guide's `kind`)."""

    GROWTH = "growth"
    LEVEL = "level"
    VOLUME = "volume"
    SHARE = "share"
    POINTS = "points"
    RELATIVE = "relative"


class Direction(StrEnum):
    """Which way a change goes."""

    UP = "up"
    DOWN = "down"


class Comparator(StrEnum):
    """How the figure binds: 以上, 突破, 以内, 低于, 左右, bare, a–b."""

    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    APPROX = "approx"
    EQ = "eq"
    RANGE = "range"


class Strength(StrEnum):
    """确保 (ensure), 力争 (strive), or neither (plan)."""

    ENSURE = "ensure"
    STRIVE = "strive"
    PLAN = "plan"


class Provenance(StrEnum):
    """Where a claim was read: in a sentence, in a table's cell, in what OCR made of a picture."""

    TEXT = "text"
    TABLE = "table"
    OCR = "ocr"


class DocumentKind(StrEnum):
    """What sort of document was read: each has its own idea of a result and of a target.

    `work_report` 政府工作报告; `bulletin` 统计公报; `budget` 预算、决算报告; `minutes` 会议纪要;
    `release` 新闻发布、解读; `unknown` where the document does not say.
    """

    WORK_REPORT = "work_report"
    BULLETIN = "bulletin"
    BUDGET = "budget"
    MINUTES = "minutes"
    RELEASE = "release"
    UNKNOWN = "unknown"


class PartRole(StrEnum):
    """What a part of the report is for.

    `review`: last year; `goals`: several years ahead; `plan`: this year; `self`: the government's
    own conduct, promised for this year too; `other`: greetings, attachments, tables.
    """

    REVIEW = "review"
    GOALS = "goals"
    PLAN = "plan"
    SELF = "self"
    OTHER = "other"


class CommitmentType(StrEnum):
    """目标类型: 主要预期指标 · 量化 · 项目 · 定性 (domain.md 1.1, 1.2)."""

    HEADLINE = "headline"
    QUANTIFIED = "quantified"
    PROJECT = "project"
    QUALITATIVE = "qualitative"


class Verifiable(StrEnum):
    """What would show that a commitment was kept.

    `number`: a quantity or a relative bound; `object`: a named project, programme, institution,
    place, document or event; `action`: a concrete act on a kind of thing; `vague`: an effort that
    nobody could show to be done.
    """

    NUMBER = "number"
    OBJECT = "object"
    ACTION = "action"
    VAGUE = "vague"


class NameKind(StrEnum):
    """What a name found in a commitment names."""

    PLACE = "place"
    PROJECT = "project"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity within a sentence. `number` is `text[start:end]`, verbatim.

    `value` (and `value_high`, for a range) is in the base unit `unit`: 万, 亿 and 千 are
    multiplied out, per cent stays as written. Relative claims (同步, 全覆盖) have no value.
    `strength` is None for results. `period` is None when it is the plan year. `commitment` is the
    id of the commitment that the claim belongs to, or None in a part that promises nothing.
    `evidence` is what it was read from; None where it was written by hand or kept by a program.
    """

    start: int
    end: int
    number: str
    quote: str
    indicator: str
    role: Role
    kind: ClaimKind
    comparator: Comparator | None
    value: Decimal | None
    unit: str
    value_high: Decimal | None = None
    direction: Direction = Direction.UP
    strength: Strength | None = None
    period: str | None = None
    commitment: str | None = None
    provenance: Provenance = Provenance.TEXT
    evidence: Evidence | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A place, project or programme that a commitment names, verbatim."""

    start: int
    end: int
    text: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a sentence promises: the unit of supervision.

    `id` is `part.topic.n`, counted from 1 (part 0 holds the opening targets, topic 0 the sentences
    that stand before the first topic); it is the same whenever the same text is read. `counts` is
    False for what no body answers for: a slogan, a leading sentence, background, an overall idea.
    """

    id: str
    type: CommitmentType
    start: int
    end: int
    text: str
    claims: tuple[Claim, ...] = ()
    names: tuple[Name, ...] = ()
    verbs: tuple[str, ...] = ()
    verifiable: Verifiable = Verifiable.ACTION
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """A paragraph under its leading sentence.

    `heading` is the leading sentence without its full stop ("" where a paragraph has none) and
    `lead` its span. `section` is the (一)-level heading that the paragraph stands under, if any.
    `results` are the claims of sentences that promise nothing (review parts).
    """

    number: int
    heading: str
    start: int
    end: int
    section: str | None = None
    lead: tuple[int, int] | None = None
    commitments: tuple[Commitment, ...] = ()
    results: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of the report. `number` is None for opening targets and unnumbered text."""

    number: int | None
    heading: str
    role: PartRole
    start: int
    end: int
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of a plan part that gave no commitment, and why. Shown, never silent."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report, read. `notices` say what about the reading as a whole should be looked at."""

    text: str
    title: str | None
    jurisdiction: str | None
    date: dt.date | None
    year: int | None
    parts: tuple[Part, ...] = ()
    unread: tuple[Unread, ...] = ()
    kind: DocumentKind = DocumentKind.UNKNOWN
    notices: tuple[Notice, ...] = ()

    def topics(self) -> Iterator[Topic]:
        """Every topic, in text order."""
        for part in self.parts:
            yield from part.topics

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in text order."""
        for topic in self.topics():
            yield from topic.commitments

    def claims(self) -> Iterator[Claim]:
        """Every claim, promised or reported, in text order within each topic."""
        for topic in self.topics():
            commitment_claims = [claim for commitment in topic.commitments for claim in commitment.claims]
            yield from sorted([*commitment_claims, *topic.results], key=lambda claim: (claim.start, claim.end))
