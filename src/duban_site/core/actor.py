"""Who acts: a person, a service account, or the service itself (such as its command line)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from duban_site.people.models import Person, ServiceAccount


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The service or its command line; the log shows this name."""

    name: str = "命令行"


Caller = Union["Person", "ServiceAccount"]
"""Who may call the API."""
Actor = Union["Person", "ServiceAccount", SystemActor]


def get_actor_id(actor: Actor) -> int | None:
    """The person's key; None for the system and for service accounts."""
    person = as_person(actor)
    return None if person is None else person.pk


def format_actor_name(actor: Actor) -> str:
    """The actor's name as the log stores it."""
    person = as_person(actor)
    if person is not None:
        return f"{person.name}({person.username})"
    return actor.name if isinstance(actor, SystemActor) else f"{actor.name}(服务账号)"


def as_person(actor: Actor) -> Person | None:
    """The actor where it is a person, for columns that refer to one; else None."""
    from duban_site.people.models import Person

    return actor if isinstance(actor, Person) else None
