"""The items of packages: targets handed down, answers to them, and figures reported back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from duban.commitments import ClaimKind, Comparator


class PackageKind(StrEnum):
    """The kind of a package's items."""

    HANDED = "handed"
    ANSWER = "answer"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class HandedTarget:
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

    def to_json(self) -> dict[str, Any]:
        """The item as JSON, as it is written to a package file."""
        return {
            "id": self.id, "parent": self.parent, "area": self.area, "indicator": self.indicator,
            "kind": self.kind.value, "comparator": self.comparator.value,
            "value": f"{self.value:f}", "unit": self.unit, "year": self.year,
            "paper": self.paper, "version": self.version,
        }  # fmt: skip

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> HandedTarget:
        """Read the item from JSON. Raises ValueError, KeyError or ArithmeticError if invalid."""
        return cls(
            id=str(payload["id"]), parent=str(payload["parent"]), area=str(payload["area"]),
            indicator=str(payload["indicator"]), kind=ClaimKind(payload["kind"]),
            comparator=Comparator(payload["comparator"]), value=_read_number(payload["value"]),
            unit=str(payload["unit"]), year=int(payload["year"]), paper=str(payload["paper"]),
            version=int(payload["version"]),
        )  # fmt: skip

    def to_claim(self) -> dict[str, Any]:
        """The target as a claim, for `duban assess` and `duban observe`."""
        number = f"{self.value:f}{self.unit}"
        return {
            "id": self.id, "quote": f"{self.indicator}{number}", "number": number,
            "indicator": self.indicator, "role": "target", "kind": self.kind.value,
            "comparator": self.comparator.value, "value": f"{self.value:f}", "unit": self.unit,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """The receiver's answer: accepted, or disputed with a reason (and a proposed value)."""

    target: str
    version: int
    accepted: bool
    reason: str = ""
    proposed: Decimal | None = None

    def to_json(self) -> dict[str, Any]:
        """The item as JSON, as it is written to a package file."""
        proposed = None if self.proposed is None else f"{self.proposed:f}"
        return {
            "target": self.target, "version": self.version, "accepted": self.accepted,
            "reason": self.reason, "proposed": proposed,
        }  # fmt: skip

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> TargetAnswer:
        """Read the item from JSON. Raises ValueError, KeyError or ArithmeticError if invalid."""
        proposed = None if payload["proposed"] is None else _read_number(payload["proposed"])
        accepted = bool(payload["accepted"])
        if not accepted and not str(payload["reason"]).strip():
            raise ValueError("a dispute needs its reason")
        return cls(str(payload["target"]), int(payload["version"]), accepted, str(payload["reason"]), proposed)


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """The value that the receiver has reached by a day, in the target's unit."""

    target: str
    value: Decimal
    as_of: dt.date
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """The item as JSON, as it is written to a package file."""
        return {
            "target": self.target, "value": f"{self.value:f}", "as_of": self.as_of.isoformat(),
            "source": self.source,
        }  # fmt: skip

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> ReportedFigure:
        """Read the item from JSON. Raises ValueError, KeyError or ArithmeticError if invalid."""
        as_of = dt.date.fromisoformat(str(payload["as_of"]))
        return cls(str(payload["target"]), _read_number(payload["value"]), as_of, str(payload["source"]))


PackageItem = HandedTarget | TargetAnswer | ReportedFigure


@dataclass(frozen=True, slots=True)
class Package:
    """One file of items from a sender to a receiver.

    `serial` counts the sender's files to this receiver from 1 without a gap, so that a lost file is
    noticed and a file received twice counts once.
    """

    kind: PackageKind
    sender: str
    receiver: str
    serial: int
    created_on: dt.date
    items: tuple[PackageItem, ...]


def _read_number(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return number
