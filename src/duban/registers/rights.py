"""The rights of a user towards a record: the service determines them, the rules here use them."""

from __future__ import annotations

from dataclasses import dataclass

from duban.notices import Name, Notice, make_notice
from duban.registers.declaration import DUTY_NAMES, Duty, DutySet


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


def list_duty_names(duties: DutySet) -> tuple[Name | Notice, ...]:
    """The names of `duties`, in the order of `Duty`; “nobody” where there is none."""
    return tuple(name for duty, name in DUTY_NAMES.items() if duty in duties) or (make_notice("nobody"),)


def describe_duties(duties: DutySet) -> str:
    """The names of `duties` in Chinese, as one text."""
    return "、".join(name.zh for duty, name in DUTY_NAMES.items() if duty in duties) or "（无人）"
