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
    ids_by_shared_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_bodies(
        cls,
        bodies: Iterable[Body],
        neutral: Iterable[str] = (),
        ids_by_shared_name: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Duties:
        """The table of `bodies`. Raises ValueError when two have the same id, kin are unknown,
        or a shared name stands for a body that is not in the table.
        """
        body_by_id: dict[str, Body] = {}
        for body in bodies:
            if body.id in body_by_id:
                raise ValueError(f"two bodies have the id {body.id!r}; give each its own")
            body_by_id[body.id] = body
        for body in body_by_id.values():
            if unknown_ids := set(body.kin) - set(body_by_id):
                raise ValueError(f"body {body.id!r}: kin {sorted(unknown_ids)} are no bodies of the table")
        for name, ids in (ids_by_shared_name or {}).items():
            if unknown_ids := set(ids) - set(body_by_id):
                raise ValueError(f"{name!r}: {sorted(unknown_ids)} are no bodies of the table")
        return cls(body_by_id, frozenset(neutral), ids_by_shared_name or {})

    def list_words(self) -> set[str]:
        """Every word that is looked for in a task, the neutral ones too."""
        return {word for body in self.bodies.values() for word in body.words} | self.neutral


_TEXT_FIELDS = ("stems", "letters", "aliases", "kin", *(tie.key for tie in Tie))


def parse_bodies(toml_text: str) -> list[Body]:
    """The bodies of one TOML text. Raises ValueError for a missing name or an unknown key."""
    return [_parse_body(body_id, fields) for body_id, fields in tomllib.loads(toml_text).items()]


def parse_neutral(text: str) -> set[str]:
    """The words of a text: separated by white space, lines that begin with # left out."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {word for line in lines for word in line.split()}


def parse_shared_names(text: str) -> dict[str, tuple[str, ...]]:
    """Lines of a name and the ids it stands for, the first leads; lines with # left out."""
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {name: tuple(ids) for name, *ids in filter(None, lines)}


def _parse_body(body_id: str, fields: dict[str, Any]) -> Body:
    unknown_fields = set(fields) - {"name", *_TEXT_FIELDS}
    if unknown_fields or "name" not in fields:
        raise ValueError(f"body {body_id!r}: " + (f"unknown {sorted(unknown_fields)}" if unknown_fields else "no name"))
    lists = {key: tuple(fields.get(key, "").split()) for key in _TEXT_FIELDS}
    for word in (gapped_word for tie in Tie for gapped_word in lists[tie.key] if GAP in gapped_word):
        if not all(gap_parts := word.split(GAP)) or len(gap_parts) != 2:
            raise ValueError(f"body {body_id!r}: {word!r} needs one {GAP} with words on both sides")
    words: dict[str, Tie] = {}
    for tie in reversed(Tie):  # the closest tie is written last, so it holds
        words |= dict.fromkeys(lists[tie.key], tie)
    return Body(body_id, fields["name"], lists["stems"], lists["letters"], lists["aliases"], lists["kin"], words)


@cache
def load_default_duties() -> Duties:
    """The table that ships with Duban."""
    folder = files("duban") / "data" / "bodies"
    tables = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    bodies = [body for file in tables for body in parse_bodies(file.read_text("utf-8"))]
    body_words = {word for body in bodies for word in body.words}
    neutral = parse_neutral((folder / "neutral.txt").read_text("utf-8"))
    shared_names = parse_shared_names((folder / "together.txt").read_text("utf-8"))
    return Duties.from_bodies(bodies, neutral - body_words, shared_names)
