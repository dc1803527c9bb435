"""The bodies of one office: how it writes their names, and which there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duban.bodies.names import BodyNames
from duban.bodies.words import normalize_task
from duban.text import canonicalise

_BODY_ENDING = re.compile(
    r"(?:管理委员会|管委会|(?:人民)?政府|街道办事处|(?:集团)?(?:股份)?有限(?:责任)?公司|集团|公司|指挥部|专班|中心)$"
)
_CITY_PREFIX = re.compile(r"^[\u4e00-\u9fff]{1,3}市(?=[\u4e00-\u9fff]{3})|^[省市县区](?=[\u4e00-\u9fff]{2})")
_ZONE_KIND = re.compile(r"(?:高新|经开|开发|度假|保税|自贸|合作|示范|产业|工业|物流|空港|临空)(?:园?区|园)$")
_MIN_NAME_LENGTH = 3


@dataclass(frozen=True, slots=True)
class LocalBody:
    """A listed body that answers for a place or a work of its own, and what a task calls it."""

    id: str
    name: str
    short_name: str


class OfficeBodies:
    """What an office calls its bodies; with a list, also which bodies it has.

    `body_names` are all bodies of the office; empty when that is not known. `used_names` are the
    leads of its past decisions, oldest first: the name it used last is shown.
    """

    def __init__(self, names: BodyNames, body_names: Sequence[str], used_names: Iterable[str]) -> None:
        self._names = names
        self._used_name_by_id = {body_id: name for name in used_names for body_id in self.find_ids(name)}
        self._body_names_by_id: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(body_name.strip() for body_name in body_names if body_name.strip()):
            for body_id in self.find_ids(name):
                self._body_names_by_id[body_id].append(name)
        self._local_bodies = [
            body for body_id, group in self._body_names_by_id.items() for body in _list_local_bodies(body_id, group)
        ]

    def find_ids(self, name: str) -> tuple[str, ...]:
        """The ids of `name`; a body outside the table has its own, `other:` and its name."""
        return self._names.match(name) or (f"other:{name}",)

    def has_body(self, body_id: str) -> bool:
        """Whether the office has the body; True for every body where no list is known."""
        return not self._body_names_by_id or body_id in self._body_names_by_id

    def find_substitute(self, body_id: str, kin: Sequence[str]) -> str | None:
        """The id of the body that does this work here: itself, or the first of its kin."""
        return next((candidate_id for candidate_id in (body_id, *kin) if self.has_body(candidate_id)), None)

    def name(self, body_id: str, called_bodies: Mapping[str, LocalBody]) -> str | None:
        """How the office writes the body; `called_bodies` are those that the task names."""
        if body_id in called_bodies:
            return called_bodies[body_id].name
        body_names = self._body_names_by_id.get(body_id)
        used_name = self._used_name_by_id.get(body_id)
        return (
            used_name
            if used_name and (not body_names or used_name in body_names)
            else body_names[0]
            if body_names
            else None
        )

    def find_called_bodies(self, task: str) -> dict[str, LocalBody]:
        """Of each id the body that `task` calls by name: 高新区 for 临川高新区管委会."""
        text = normalize_task(task)
        called_bodies = (
            local_body
            for local_body in sorted(self._local_bodies, key=lambda local_body: len(local_body.short_name))
            if local_body.short_name in text
        )
        return {body.id: body for body in called_bodies}  # the longest name holds


def _list_local_bodies(body_id: str, body_names: Sequence[str]) -> list[LocalBody]:
    """The bodies among bodies of one id: those outside the table, and those of a place."""
    if body_id not in _PLACE_BOUND_IDS and not body_id.startswith("other:"):
        return []
    local_bodies = []
    for body_name in body_names:
        full_name = _BODY_ENDING.sub("", canonicalise(body_name))
        zone_kind = _ZONE_KIND.search(full_name) if body_id in _PLACE_BOUND_IDS else None
        for short_name in dict.fromkeys(
            (full_name, _CITY_PREFIX.sub("", full_name), zone_kind[0] if zone_kind else full_name)
        ):
            if len(short_name) >= _MIN_NAME_LENGTH:
                local_bodies.append(LocalBody(body_id, body_name, normalize_task(short_name)))
    return local_bodies


_PLACE_BOUND_IDS = frozenset({"development-zones", "county-government"})
