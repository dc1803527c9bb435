"""Names, parts and topics of a snapshot; parsing numbers and dates of its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]
Counts = dict[str, int]


def parse_number(number_text: str | None) -> Decimal | None:
    """Parse a number, which JSON has as a text; None for an empty one."""
    return None if number_text in (None, "") else Decimal(str(number_text))


def parse_date(date_text: str | None) -> dt.date | None:
    """Parse an ISO date; None for an empty one."""
    return None if not date_text else dt.date.fromisoformat(date_text)


@dataclass(frozen=True, slots=True)
class BodyOrLeader:
    """A body, or a leader with an office title."""

    id: int
    name: str = ""
    title: str = ""

    @classmethod
    def from_json(cls, name_json: Json) -> BodyOrLeader:
        """From JSON."""
        return cls(name_json["id"], name_json.get("name", ""), name_json.get("title", ""))


@dataclass(frozen=True, slots=True)
class Group:
    """A body or a leader, with the counts of its commitments by status."""

    who: BodyOrLeader
    counts: Counts

    @property
    def total(self) -> int:
        """How many commitments."""
        return sum(self.counts.values())

    @property
    def late(self) -> int:
        """How many are behind or overdue."""
        return self.counts.get("behind", 0) + self.counts.get("overdue", 0)


@dataclass(frozen=True, slots=True)
class Topic:
    """专题."""

    order: int
    number: int
    heading: str
    section: str = ""
    counts: Counts = field(default_factory=dict)

    @classmethod
    def from_json(cls, topic_json: Json) -> Topic:
        """From JSON."""
        heading_and_section = topic_json["heading"], topic_json.get("section", "")
        return cls(topic_json["order"], topic_json["number"], *heading_and_section, topic_json.get("counts", {}))


@dataclass(frozen=True, slots=True)
class Part:
    """部分."""

    order: int
    number: int | None
    heading: str
    role: str = ""
    start: int = 0
    end: int = 0
    counts: Counts = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()

    @classmethod
    def from_json(cls, part_json: Json) -> Part:
        """From JSON."""
        return cls(
            order=part_json["order"],
            number=part_json["number"],
            heading=part_json["heading"],
            role=part_json.get("role", ""),
            start=part_json.get("start", 0),
            end=part_json.get("end", 0),
            counts=part_json.get("counts", {}),
            topics=tuple(Topic.from_json(topic) for topic in part_json.get("topics", ())),
        )
