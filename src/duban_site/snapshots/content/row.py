"""A row of a snapshot: one commitment with all of its data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from duban_site.snapshots.content.claim import Claim, FrozenAssessment
from duban_site.snapshots.content.outline import BodyOrLeader, Json, Part, Topic, parse_date


@dataclass(frozen=True, slots=True)
class Milestone:
    """节点."""

    due: dt.date
    text: str
    done_on: dt.date | None
    accepted_on: dt.date | None
    weight: Decimal

    @classmethod
    def from_json(cls, milestone_json: Json) -> Milestone:
        """From JSON."""
        completion_dates = (parse_date(milestone_json["done_on"]), parse_date(milestone_json["accepted_on"]))
        due = dt.date.fromisoformat(milestone_json["due"])
        return cls(due, milestone_json["text"], *completion_dates, Decimal(milestone_json["weight"]))


@dataclass(frozen=True, slots=True)
class BodyStatement:
    """The body's statement in its accepted report of the month."""

    body: BodyOrLeader
    progress: str
    problems: str
    next_steps: str

    @classmethod
    def from_json(cls, statement_json: Json | None) -> BodyStatement | None:
        """From JSON."""
        if statement_json is None:
            return None
        problems = statement_json.get("problems", "")
        return cls(
            BodyOrLeader.from_json(statement_json["unit"]),
            statement_json["progress"],
            problems,
            statement_json["next_steps"],
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """申辩: a body's reply to the assessment of the date `to`."""

    body: str
    text: str
    at: dt.date
    to: dt.date

    @classmethod
    def from_json(cls, reply_json: Json) -> Reply:
        """From JSON."""
        reply_dates = (dt.date.fromisoformat(reply_json["at"]), dt.date.fromisoformat(reply_json["to"]))
        return cls(reply_json["unit"], reply_json["text"], *reply_dates)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """佐证材料 that the office marked public; stored under its hash (`encryption.files`)."""

    id: int
    name: str
    size: int
    content_type: str
    sha256: str
    month: int

    @classmethod
    def from_json(cls, file_json: Json) -> EvidenceFile:
        """From JSON."""
        return cls(**{name: file_json[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class CommitmentRow:
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
    lead: tuple[BodyOrLeader, ...]
    cooperating: tuple[BodyOrLeader, ...]
    leader: BodyOrLeader | None
    assessment: FrozenAssessment | None
    claims: tuple[Claim, ...]
    milestones: tuple[Milestone, ...]
    words: BodyStatement | None
    replies: tuple[Reply, ...]
    evidence: tuple[EvidenceFile, ...]

    PLAIN_FIELDS = ("id", "number", "order", "text", "start", "end", "type", "starred", "joint", "status", "light")

    @classmethod
    def from_json(cls, row_json: Json) -> CommitmentRow:
        """From JSON."""
        bodies, leader = row_json["units"], row_json["leader"]
        return cls(
            **{name: row_json[name] for name in cls.PLAIN_FIELDS},
            deadline=parse_date(row_json["deadline"]),
            was=(row_json.get("was") or {}).get("status", ""),
            part=Part.from_json(row_json["part"]),
            topic=Topic.from_json(row_json["topic"]),
            lead=tuple(BodyOrLeader.from_json(body) for body in bodies["lead"]),
            cooperating=tuple(BodyOrLeader.from_json(body) for body in bodies["cooperating"]),
            leader=None if leader is None else BodyOrLeader.from_json(leader),
            assessment=FrozenAssessment.from_json(row_json["assessment"]),
            claims=tuple(Claim.from_json(claim) for claim in row_json["claims"]),
            milestones=tuple(Milestone.from_json(milestone_json) for milestone_json in row_json["milestones"]),
            words=BodyStatement.from_json(row_json["words"]),
            replies=tuple(Reply.from_json(reply) for reply in row_json["replies"]),
            evidence=tuple(EvidenceFile.from_json(file_json) for file_json in row_json["evidence"]),
        )
