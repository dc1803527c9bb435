"""The items of packages: targets handed down, answers to them, and figures reported back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from duban.commitments import ClaimKind, Comparator


class Kind(StrEnum):
    """The kind of a package's items."""

    HANDED = "handed"
    ANSWER = "answer"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Handed:
    """A target handed down. `id` is the sender's and never changes; `version` counts its changes.

    `parent` is the id of the sender's own target that this is a part of. `paper` is the document
    (文号) by which it is handed down.
    """

    id: str
    parent: str
    area: str
    indicator: str
    kind: ClaimKind
    comparator: Comparator
    value: Decimal
    unit: str
    year: int
    paper: str
    version: int = 1

    def as_json(self) -> dict[str, Any]:
        """The item as JSON, as it is written to a package file."""
        return {
            "id": self.id, "parent": self.parent, "area": self.area, "indicator": self.indicator,
            "kind": self.kind.value, "comparator": self.comparator.value,
            "value": f"{self.value:f}", "unit": self.unit, "year": self.year,
            "paper": self.paper, "version": self.version,
        }  # fmt: skip

    @classmethod
    def of(cls, data: dict[str, Any]) -> Handed:
        """Read the item from JSON. Raises ValueError, KeyError or ArithmeticError if invalid."""
        return cls(
            id=str(data["id"]), parent=str(data["parent"]), area=str(data["area"]),
            indicator=str(data["indicator"]), kind=ClaimKind(data["kind"]),
            comparator=Comparator(data["comparator"]), value=_number(data["value"]),
            unit=str(data["unit"]), year=int(data["year"]), paper=str(data["paper"]),
            version=int(data["version"]),
        )  # fmt: skip

    def as_claim(self) -> dict[str, Any]:
        """The target as a claim, for `duban assess` and `duban observe`."""
        number = f"{self.value:f}{self.unit}"
        return {
            "id": self.id, "quote": f"{self.indicator}{number}", "number": number,
            "indicator": self.indicator, "role": "target", "kind": self.kind.value,
            "comparator": self.comparator.value, "value": f"{self.value:f}", "unit": self.unit,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The receiver's answer: accepted, or disputed with a reason (and a proposed value)."""

    target: str
    version: int
    accepted: bool
    reason: str = ""
    proposed: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """The item as JSON, as it is written to a package file."""
        proposed = None if self.proposed is None else f"{self.proposed:f}"
        return {
            "target": self.target, "version": self.version, "accepted": self.accepted,
            "reason": self.reason, "proposed": proposed,
        }  # fmt: skip

    @classmethod
    def of(cls, data: dict[str, Any]) -> Answer:
        """Read the item from JSON. Raises ValueError, KeyError or ArithmeticError if invalid."""
        proposed = None if data["proposed"] is None else _number(data["proposed"])
        accepted = bool(data["accepted"])
        if not accepted and not str(data["reason"]).strip():
            raise ValueError("a dispute needs its reason")
        return cls(
            str(data["target"]), int(data["version"]), accepted, str(data["reason"]), proposed
        )


@dataclass(frozen=True, slots=True)
class Reported:
    """The value that the receiver has reached by a day, in the target's unit."""

    target: str
    value: Decimal
    as_of: dt.date
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """The item as JSON, as it is written to a package file."""
        return {
            "target": self.target, "value": f"{self.value:f}", "as_of": self.as_of.isoformat(),
            "source": self.source,
        }  # fmt: skip

    @classmethod
    def of(cls, data: dict[str, Any]) -> Reported:
        """Read the item from JSON. Raises ValueError, KeyError or ArithmeticError if invalid."""
        day = dt.date.fromisoformat(str(data["as_of"]))
        return cls(str(data["target"]), _number(data["value"]), day, str(data["source"]))


Item = Handed | Answer | Reported


@dataclass(frozen=True, slots=True)
class Package:
    """One file of items from a sender to a receiver.

    `serial` counts the sender's files to this receiver from 1 without a gap, so that a lost file is
    noticed and a file received twice counts once.
    """

    kind: Kind
    sender: str
    receiver: str
    serial: int
    made_on: dt.date
    items: tuple[Item, ...]


def _number(value: object) -> Decimal:
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return found
