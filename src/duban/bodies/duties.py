"""The duties of bodies: the table that ships with Duban, and an office's own in the same form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

#: In a word of the table: up to 12 characters of the same clause.
GAP = "…"


class Tie(Enum):
    """How closely a word is tied to a body; `weight` is what one match of it is worth."""

    OWNS = ("owns", 4.0)
    LEADS = ("leads", 2.0)
    SHARES = ("shares", 0.6)

    def __init__(self, key: str, weight: float) -> None:
        self.key = key
        self.weight = weight


@dataclass(frozen=True, slots=True)
class Body:
    """One body of a typical prefecture-level city. data/bodies/README.md defines the fields."""

    id: str
    name: str
    stems: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    words: Mapping[str, Tie] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duties:
    """Every body by its id; `neutral` words win their characters and count for no body.

    `ids_by_shared_name` has names that say only a field and stand for several bodies (社会事业局).
    """

    bodies: Mapping[str, Body]
    neutral: frozenset[str] = frozenset()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        bodies: Iterable[Body],
        neutral: Iterable[str] = (),
        together: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Duties:
        """The table of `bodies`. Raises ValueError when two have the same id, kin are unknown,
        or a shared name stands for a body that is not in the table.
        """
        table: dict[str, Body] = {}
        for body in bodies:
            if body.id in table:
                raise ValueError(f"two bodies have the id {body.id!r}; give each its own")
            table[body.id] = body
        for body in table.values():
            if unknown := set(body.kin) - set(table):
                raise ValueError(
                    f"body {body.id!r}: kin {sorted(unknown)} are no bodies of the table"
                )
        for name, ids in (together or {}).items():
            if unknown := set(ids) - set(table):
                raise ValueError(f"{name!r}: {sorted(unknown)} are no bodies of the table")
        return cls(table, frozenset(neutral), together or {})

    def words(self) -> set[str]:
        """Every word that is looked for in a task, the neutral ones too."""
        return {word for body in self.bodies.values() for word in body.words} | self.neutral


_TEXTS = ("stems", "letters", "aliases", "kin", *(tie.key for tie in Tie))


def read_bodies(toml: str) -> list[Body]:
    """The bodies of one TOML text. Raises ValueError for a missing name or an unknown key."""
    return [_body(id_, fields) for id_, fields in tomllib.loads(toml).items()]


def read_neutral(text: str) -> set[str]:
    """The words of a text: separated by white space, lines that begin with # left out."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {word for line in lines for word in line.split()}


def read_together(text: str) -> dict[str, tuple[str, ...]]:
    """Lines of a name and the ids it stands for, the first leads; lines with # left out."""
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {name: tuple(ids) for name, *ids in filter(None, lines)}


def _body(id_: str, fields: dict[str, Any]) -> Body:
    unknown = set(fields) - {"name", *_TEXTS}
    if unknown or "name" not in fields:
        raise ValueError(
            f"body {id_!r}: " + (f"unknown {sorted(unknown)}" if unknown else "no name")
        )
    lists = {key: tuple(fields.get(key, "").split()) for key in _TEXTS}
    for word in (w for tie in Tie for w in lists[tie.key] if GAP in w):
        if not all(part := word.split(GAP)) or len(part) != 2:
            raise ValueError(f"body {id_!r}: {word!r} needs one {GAP} with words on both sides")
    words: dict[str, Tie] = {}
    for tie in reversed(Tie):  # the closest tie is written last, so it holds
        words |= dict.fromkeys(lists[tie.key], tie)
    return Body(
        id_, fields["name"], lists["stems"], lists["letters"], lists["aliases"], lists["kin"], words
    )


@cache
def default_duties() -> Duties:
    """The table that ships with Duban."""
    folder = files("duban") / "data" / "bodies"
    tables = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    bodies = [body for f in tables for body in read_bodies(f.read_text("utf-8"))]
    owned = {word for body in bodies for word in body.words}
    neutral = read_neutral((folder / "neutral.txt").read_text("utf-8"))
    together = read_together((folder / "together.txt").read_text("utf-8"))
    return Duties.of(bodies, neutral - owned, together)
