"""The rights of a user towards a record: the service determines them, the rules here use them."""

from __future__ import annotations

from dataclasses import dataclass

from duban.registers.declaration import DUTY_LABELS, Duty, DutySet


@dataclass(frozen=True, slots=True)
class Rights:
    """The duties of `actor` towards a record (or, to create one, towards the register).

    `persons`: may see personal fields unmasked. `restricted`: may see a restricted register at all.
    """

    actor: str
    duties: frozenset[Duty] = frozenset()
    persons: bool = False
    restricted: bool = False

    def has_duty_among(self, duties: DutySet) -> bool:
        """Whether the actor has one of `duties`."""
        return bool(self.duties & duties)


def describe_duties(duties: DutySet) -> str:
    """The labels of `duties`, in the order of `Duty`."""
    return "、".join(label for duty, label in DUTY_LABELS.items() if duty in duties) or "（无人）"
