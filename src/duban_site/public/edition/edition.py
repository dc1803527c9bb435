"""The published plan in memory: header, text, rows, and the lookups and counts over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from duban_site.core.status_words import STATUSES
from duban_site.public.edition.issues import Change, Issue, Standing
from duban_site.public.edition.lines import Line
from duban_site.snapshots.content import Group, Header, Named, Part, Row


@dataclass(frozen=True)
class Edition:
    """A plan (by its key) as it was published last. `issues` are all publications, oldest first.

    `former_by_number` has the commitments that the newest issue no longer contains, as they were
    published last, so that an address that was public once never becomes a dead link.
    """

    plan: int
    slug: str
    header: Header
    text: str
    issues: tuple[Issue, ...]
    lines: tuple[Line, ...]
    past: Mapping[int, tuple[Standing, ...]]
    changes: tuple[Change, ...]
    former: Mapping[str, tuple[Row, Issue]]

    @property
    def issue(self) -> Issue:
        """The newest publication, which the pages show."""
        return self.issues[-1]

    @property
    def city(self) -> str:
        """The city's name."""
        return self.header.plan.city

    @property
    def year(self) -> int:
        """The plan's year."""
        return self.header.plan.year

    @property
    def home(self) -> str:
        """The plan's path below the root of the public site."""
        return f"{self.slug}/{self.year}/"

    @cached_property
    def by_number(self) -> dict[str, Line]:
        """Commitments by their number."""
        return {line.row.number: line for line in self.lines}

    @cached_property
    def place(self) -> dict[str, int]:
        """Commitment number → its index in `lines`."""
        return {line.row.number: n for n, line in enumerate(self.lines)}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that contain commitments."""
        return tuple(part for part in self.header.parts if sum(part.counts.values()))

    @cached_property
    def bodies(self) -> tuple[Group, ...]:
        """The lead bodies with their counts, in the header's order."""
        return self.header.bodies

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """(status, number of commitments) in the bulletin's order; statuses that occur."""
        found = self.header.counts
        return [(key, found[key]) for key, _word in STATUSES if found.get(key)]

    def of_part(self, order: int) -> list[Line]:
        """The commitments of a part."""
        return [line for line in self.lines if line.row.part.order == order]

    def of_body(self, key: int) -> list[Line]:
        """The commitments that a body leads, then those it cooperates in."""
        leads = [line for line in self.lines if any(u.id == key for u in line.row.lead)]
        helps = [line for line in self.lines if any(u.id == key for u in line.row.cooperating)]
        return leads + [line for line in helps if line not in leads]

    def of_status(self, status: str) -> list[Line]:
        """The commitments with this status."""
        return [line for line in self.lines if line.row.status == status]

    def unit_name(self, key: int) -> str | None:
        """The name of a lead or cooperating body; None for any other key."""
        return self._unit_names.get(key)

    @cached_property
    def _unit_names(self) -> dict[int, str]:
        return {body.id: body.name for line in self.lines for body in _bodies(line.row)}

    @cached_property
    def body_keys(self) -> tuple[int, ...]:
        """Keys of all bodies: the lead bodies in the header's order, then cooperating ones."""
        leads = [group.who.id for group in self.bodies]
        others = [key for key in self._unit_names if key not in set(leads)]
        return (*leads, *others)


def _bodies(row: Row) -> Iterator[Named]:
    yield from row.lead
    yield from row.cooperating
