"""Who acts: a person, another system, or the command line of the service's machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from duban_site.people.models import Person, ServiceAccount


@dataclass(frozen=True, slots=True)
class System:
    """Whoever may start commands on the server; shown in the log by this name."""

    name: str = "命令行"


Caller = Union["Person", "ServiceAccount"]
"""Who may ask over the API."""
Actor = Union["Person", "ServiceAccount", System]


def actor_id(actor: Actor) -> int | None:
    """The account's number, None for the system and for another one."""
    person = person_or_none(actor)
    return None if person is None else person.pk


def actor_name(actor: Actor) -> str:
    """The name as the log keeps it."""
    person = person_or_none(actor)
    if person is not None:
        return f"{person.name}({person.username})"
    return actor.name if isinstance(actor, System) else f"{actor.name}(服务账号)"


def person_or_none(actor: Actor) -> Person | None:
    """The person, for columns that name one."""
    from duban_site.people.models import Person

    return actor if isinstance(actor, Person) else None
