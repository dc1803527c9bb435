"""Names, parts and topics of a snapshot; parsing numbers and dates of its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]
Counts = dict[str, int]


def number(value: str | None) -> Decimal | None:
    """Parse a number, which JSON has as a text; None for an empty one."""
    return None if value in (None, "") else Decimal(str(value))


def day(value: str | None) -> dt.date | None:
    """Parse an ISO date; None for an empty one."""
    return None if not value else dt.date.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class Named:
    """A body, or a leader with an office title."""

    id: int
    name: str = ""
    title: str = ""

    @classmethod
    def of(cls, data: Json) -> Named:
        """From JSON."""
        return cls(data["id"], data.get("name", ""), data.get("title", ""))


@dataclass(frozen=True, slots=True)
class Group:
    """A body or a leader, with the counts of its commitments by status."""

    who: Named
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
    def of(cls, data: Json) -> Topic:
        """From JSON."""
        text = data["heading"], data.get("section", "")
        return cls(data["order"], data["number"], *text, data.get("counts", {}))


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
    def of(cls, data: Json) -> Part:
        """From JSON."""
        return cls(
            order=data["order"],
            number=data["number"],
            heading=data["heading"],
            role=data.get("role", ""),
            start=data.get("start", 0),
            end=data.get("end", 0),
            counts=data.get("counts", {}),
            topics=tuple(Topic.of(topic) for topic in data.get("topics", ())),
        )
