"""What the public endpoints answer with. Numbers and days are text, as in a snapshot."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field

Counts = dict[str, int]


class Plan(Schema):
    """A plan of which something is published."""

    id: int
    city: str
    year: int
    title: str
    simulated: bool = Field(description="figures are invented, for a demonstration")
    as_of: str
    published_at: str
    sha256: str = Field(description="seal of the published snapshot")


class Plans(Schema):
    """All of them, newest first."""

    plans: list[Plan]


class Topic(Schema):
    """专题."""

    order: int
    number: int
    heading: str
    section: str = ""
    counts: Counts = Field(default_factory=dict)


class Part(Schema):
    """部分: `counts` are commitments by status."""

    order: int
    number: int | None
    heading: str
    role: str
    start: int
    end: int
    counts: Counts = Field(default_factory=dict)
    topics: list[Topic] = Field(default_factory=list)


class BodyName(Schema):
    """A unit."""

    id: int
    name: str


class BodyCounts(BodyName):
    """A unit and how its commitments stand."""

    counts: Counts


class HeadlineIndicator(Schema):
    """A headline indicator against its target."""

    commitment: str
    claim: int
    indicator: str
    kind: str
    comparator: str
    value: str | None
    value_high: str | None
    unit: str
    number: str
    figure: str | None = None
    status: str | None = None
    light: str | None = None
    period: str | None = None


class Overview(Plan):
    """A plan with its outline and counts in the bulletin's order."""

    month: int
    total: int
    counts: Counts
    parts: list[Part]
    units: list[BodyCounts]
    headlines: list[HeadlineIndicator]


class BilingualText(Schema):
    """A sum, in Chinese and English."""

    zh: str = ""
    en: str = ""


class Assessment(Schema):
    """评价: a status with the sum that gave it."""

    status: str
    light: str = ""
    value: str | None = None
    expected: str | None = None
    gap: str | None = None
    forecast: str | None = None
    forecast_low: str | None = None
    forecast_high: str | None = None
    probability: str | None = None
    unit: str | None = None
    period: str | None = None
    sum: BilingualText | None = None


class Figure(Schema):
    """进展数据: of one period the highest serial holds."""

    period: str
    end: str
    value: str
    published: str | None
    version: str
    serial: int
    source: str


class TargetChange(Schema):
    """口径调整."""

    at: str
    reason: str
    document: str
    old: dict[str, Any]
    new: dict[str, Any]


class Claim(Schema):
    """指标."""

    id: int
    start: int
    end: int
    indicator: str
    role: str
    kind: str
    comparator: str
    value: str | None
    value_high: str | None
    unit: str
    number: str
    quote: str
    direction: str
    strength: str
    period: str
    baseline: str | None
    assigned: str | None
    changes: list[TargetChange]
    figures: list[Figure]
    assessment: Assessment | None


class Milestone(Schema):
    """节点."""

    due: str
    text: str
    done_on: str | None
    accepted_on: str | None
    weight: str


class BodyStatement(Schema):
    """What the unit said in its accepted report of the month."""

    unit: BodyName
    progress: str
    next_steps: str
    problems: str | None = None


class ResponsibleBodies(Schema):
    """Who answers for it."""

    lead: list[BodyName]
    cooperating: list[BodyName]


class CommitmentBrief(Schema):
    """A commitment in a list."""

    number: str
    text: str
    start: int
    end: int
    type: str
    status: str
    light: str
    part: str
    units: ResponsibleBodies
    deadline: str | None
    targets: list[str] = Field(description="indicator and number of each claim, as written")


class Commitments(Schema):
    """A page of a list: `total` match, these start at `offset`, the following ones at `next`."""

    total: int
    next: int | None
    limit: int
    offset: int
    as_of: str
    commitments: list[CommitmentBrief]


class Standing(Schema):
    """How it stood in a published month."""

    month: int
    as_of: str
    status: str
    light: str


class PartReference(Schema):
    """PartReference a sentence stands in the report."""

    order: int
    number: int | None
    heading: str


class Commitment(Schema):
    """目标任务, with all that is public of it."""

    number: str
    text: str
    start: int
    end: int
    type: str
    starred: bool
    status: str
    light: str
    deadline: str | None
    part: PartReference
    units: ResponsibleBodies
    assessment: Assessment | None
    claims: list[Claim]
    milestones: list[Milestone]
    words: BodyStatement | None
    history: list[Standing]
    as_of: str


class ReportPassage(Schema):
    """Words of the report, so that a quote can be checked: `text[start:end]` of the whole."""

    start: int
    end: int
    length: int = Field(description="characters of the whole report")
    sha256: str = Field(description="of the whole report's text, UTF-8")
    text: str
