"""Who somebody is to a record: the service finds it out, the rules here read it."""

from __future__ import annotations

from dataclasses import dataclass

from duban.registers.declaration import DUTY_LABELS, Duty, Who


@dataclass(frozen=True, slots=True)
class Rights:
    """The duties in which `actor` meets a record (or, to create one, the register).

    `persons`: may see personal fields unmasked. `restricted`: may see a restricted register at all.
    """

    actor: str
    duties: frozenset[Duty] = frozenset()
    persons: bool = False
    restricted: bool = False

    def may(self, who: Who) -> bool:
        """Whether one of the duties is among `who`."""
        return bool(self.duties & who)


def said(who: Who) -> str:
    """`who` in words, in the order of the duties."""
    return "、".join(label for duty, label in DUTY_LABELS.items() if duty in who) or "（无人）"
