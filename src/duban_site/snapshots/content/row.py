"""A row of a snapshot: one commitment with all of its data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from duban_site.snapshots.content.claim import Assessed, Claim
from duban_site.snapshots.content.outline import Json, Named, Part, Topic, day


@dataclass(frozen=True, slots=True)
class Milestone:
    """节点."""

    due: dt.date
    text: str
    done_on: dt.date | None
    accepted_on: dt.date | None
    weight: Decimal

    @classmethod
    def of(cls, data: Json) -> Milestone:
        """From JSON."""
        days = day(data["done_on"]), day(data["accepted_on"])
        due = dt.date.fromisoformat(data["due"])
        return cls(due, data["text"], *days, Decimal(data["weight"]))


@dataclass(frozen=True, slots=True)
class Words:
    """The body's statement in its accepted report of the month."""

    body: Named
    progress: str
    problems: str
    next_steps: str

    @classmethod
    def of(cls, data: Json | None) -> Words | None:
        """From JSON."""
        if data is None:
            return None
        problems = data.get("problems", "")
        return cls(Named.of(data["unit"]), data["progress"], problems, data["next_steps"])


@dataclass(frozen=True, slots=True)
class Reply:
    """申辩: a body's reply to the assessment of the date `to`."""

    body: str
    text: str
    at: dt.date
    to: dt.date

    @classmethod
    def of(cls, data: Json) -> Reply:
        """From JSON."""
        days = dt.date.fromisoformat(data["at"]), dt.date.fromisoformat(data["to"])
        return cls(data["unit"], data["text"], *days)


@dataclass(frozen=True, slots=True)
class File:
    """佐证材料 that the office marked public; stored under its hash (`encryption.files`)."""

    id: int
    name: str
    size: int
    content_type: str
    sha256: str
    month: int

    @classmethod
    def of(cls, data: Json) -> File:
        """From JSON."""
        return cls(**{name: data[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment of a snapshot."""

    id: int
    number: str
    order: int
    text: str
    start: int
    end: int
    type: str
    starred: bool
    joint: bool
    deadline: dt.date | None
    status: str
    light: str
    was: str
    """Its status in the snapshot before; empty where it was not in it."""
    part: Part
    topic: Topic
    lead: tuple[Named, ...]
    cooperating: tuple[Named, ...]
    leader: Named | None
    assessment: Assessed | None
    claims: tuple[Claim, ...]
    milestones: tuple[Milestone, ...]
    words: Words | None
    replies: tuple[Reply, ...]
    evidence: tuple[File, ...]

    PLAIN = (
        "id",
        "number",
        "order",
        "text",
        "start",
        "end",
        "type",
        "starred",
        "joint",
        "status",
        "light",
    )

    @classmethod
    def of(cls, data: Json) -> Row:
        """From JSON."""
        bodies, leader = data["units"], data["leader"]
        return cls(
            **{name: data[name] for name in cls.PLAIN},
            deadline=day(data["deadline"]),
            was=(data.get("was") or {}).get("status", ""),
            part=Part.of(data["part"]),
            topic=Topic.of(data["topic"]),
            lead=tuple(Named.of(body) for body in bodies["lead"]),
            cooperating=tuple(Named.of(body) for body in bodies["cooperating"]),
            leader=None if leader is None else Named.of(leader),
            assessment=Assessed.of(data["assessment"]),
            claims=tuple(Claim.of(claim) for claim in data["claims"]),
            milestones=tuple(Milestone.of(step) for step in data["milestones"]),
            words=Words.of(data["words"]),
            replies=tuple(Reply.of(reply) for reply in data["replies"]),
            evidence=tuple(File.of(file) for file in data["evidence"]),
        )
