"""Who acts: a person, or the command line of the machine that the service runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from duban_site.people.models import Person


@dataclass(frozen=True, slots=True)
class System:
    """Whoever may start commands on the server; shown in the log by this name."""

    name: str = "命令行"


Actor = Union["Person", System]


def actor_id(actor: Actor) -> int | None:
    """The account's number, None for the system."""
    return None if isinstance(actor, System) else actor.pk


def actor_name(actor: Actor) -> str:
    """The name as the log keeps it."""
    return actor.name if isinstance(actor, System) else f"{actor.name}({actor.username})"


def person_or_none(actor: Actor) -> Person | None:
    """The person, for columns that name one."""
    return None if isinstance(actor, System) else actor
