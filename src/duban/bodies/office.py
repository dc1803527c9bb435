"""The bodies of one office: how it writes their names, and which there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duban.bodies.names import BodyNames
from duban.bodies.words import plain
from duban.text import canonical

_BODY = re.compile(
    r"(?:管理委员会|管委会|(?:人民)?政府|街道办事处|(?:集团)?(?:股份)?有限(?:责任)?公司|集团|公司|指挥部|专班|中心)$"
)
_CITY = re.compile(
    r"^[\u4e00-\u9fff]{1,3}市(?=[\u4e00-\u9fff]{3})|^[省市县区](?=[\u4e00-\u9fff]{2})"
)
_KIND = re.compile(
    r"(?:高新|经开|开发|度假|保税|自贸|合作|示范|产业|工业|物流|空港|临空)(?:园?区|园)$"
)
_LEAST_NAME = 3


@dataclass(frozen=True, slots=True)
class LocalBody:
    """A listed body that answers for a place or a work of its own, and what a task calls it."""

    id: str
    name: str
    called: str


class OfficeBodies:
    """What an office calls its bodies; with a list, also which bodies it has.

    `body_names` are all bodies of the office; empty when that is not known. `used_names` are the
    leads of its past decisions, oldest first: the name it used last is shown.
    """

    def __init__(self, names: BodyNames, listed: Sequence[str], used: Iterable[str]) -> None:
        self._names = names
        self._used = {id_: name for name in used for id_ in self.ids(name)}
        self._listed: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(n.strip() for n in listed if n.strip()):
            for id_ in self.ids(name):
                self._listed[id_].append(name)
        self._bodies = [b for id_, group in self._listed.items() for b in _bodies(id_, group)]

    def ids(self, name: str) -> tuple[str, ...]:
        """The ids of `name`; a body outside the table has its own, `other:` and its name."""
        return self._names.match(name) or (f"other:{name}",)

    def has(self, id_: str) -> bool:
        """Whether the office has the body; True for every body where no list is known."""
        return not self._listed or id_ in self._listed

    def instead(self, id_: str, kin: Sequence[str]) -> str | None:
        """The id of the body that does this work here: itself, or the first of its kin."""
        return next((i for i in (id_, *kin) if self.has(i)), None)

    def name(self, id_: str, called: Mapping[str, LocalBody]) -> str | None:
        """How the office writes the body; `called_bodies` are those that the task names."""
        if id_ in called:
            return called[id_].name
        listed = self._listed.get(id_)
        used = self._used.get(id_)
        return used if used and (not listed or used in listed) else listed[0] if listed else None

    def called(self, task: str) -> dict[str, LocalBody]:
        """Of each id the body that `task` calls by name: 高新区 for 临川高新区管委会."""
        text = plain(task)
        found = (b for b in sorted(self._bodies, key=lambda b: len(b.called)) if b.called in text)
        return {body.id: body for body in found}  # the longest name holds


def _bodies(id_: str, group: Sequence[str]) -> list[LocalBody]:
    """The bodies among bodies of one id: those outside the table, and those of a place."""
    if id_ not in _OF_A_PLACE and not id_.startswith("other:"):
        return []
    found = []
    for name in group:
        whole = _BODY.sub("", canonical(name))
        kind = _KIND.search(whole) if id_ in _OF_A_PLACE else None
        for called in dict.fromkeys((whole, _CITY.sub("", whole), kind[0] if kind else whole)):
            if len(called) >= _LEAST_NAME:
                found.append(LocalBody(id_, name, plain(called)))
    return found


_OF_A_PLACE = frozenset({"development-zones", "county-government"})
