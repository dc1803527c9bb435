"""The published plan in memory: header, text, rows, and the lookups and counts over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.public.edition.issues import Change, Issue, Standing
from duban_site.public.edition.lines import CommitmentLine
from duban_site.snapshots.content import BodyOrLeader, CommitmentRow, Group, Part, SnapshotHeader


@dataclass(frozen=True)
class Edition:
    """A plan (by its key) as it was published last. `issues` are all publications, oldest first.

    `former_by_number` has the commitments that the newest issue no longer contains, as they were
    published last, so that an address that was public once never becomes a dead link.
    """

    plan: int
    slug: str
    header: SnapshotHeader
    text: str
    issues: tuple[Issue, ...]
    lines: tuple[CommitmentLine, ...]
    past: Mapping[int, tuple[Standing, ...]]
    changes: tuple[Change, ...]
    former_by_number: Mapping[str, tuple[CommitmentRow, Issue]]

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
    def home_path(self) -> str:
        """The plan's path below the root of the public site."""
        return f"{self.slug}/{self.year}/"

    @cached_property
    def line_by_number(self) -> dict[str, CommitmentLine]:
        """Commitments by their number."""
        return {line.row.number: line for line in self.lines}

    @cached_property
    def place(self) -> dict[str, int]:
        """Commitment number → its index in `lines`."""
        return {line.row.number: index for index, line in enumerate(self.lines)}

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
        count_by_status = self.header.counts
        return [(status, count_by_status[status]) for status, _word in STATUS_CHOICES if count_by_status.get(status)]

    def list_part_lines(self, part_order: int) -> list[CommitmentLine]:
        """The commitments of a part."""
        return [line for line in self.lines if line.row.part.order == part_order]

    def list_body_lines(self, body_id: int) -> list[CommitmentLine]:
        """The commitments that a body leads, then those it cooperates in."""
        lead_lines = [line for line in self.lines if any(body.id == body_id for body in line.row.lead)]
        cooperating_lines = [line for line in self.lines if any(body.id == body_id for body in line.row.cooperating)]
        return lead_lines + [line for line in cooperating_lines if line not in lead_lines]

    def list_status_lines(self, status: str) -> list[CommitmentLine]:
        """The commitments with this status."""
        return [line for line in self.lines if line.row.status == status]

    def find_body_name(self, body_id: int) -> str | None:
        """The name of a lead or cooperating body; None for any other key."""
        return self._body_name_by_id.get(body_id)

    @cached_property
    def _body_name_by_id(self) -> dict[int, str]:
        return {body.id: body.name for line in self.lines for body in _list_row_bodies(line.row)}

    @cached_property
    def body_ids(self) -> tuple[int, ...]:
        """Keys of all bodies: the lead bodies in the header's order, then cooperating ones."""
        lead_ids = [group.who.id for group in self.bodies]
        cooperating_ids = [body_id for body_id in self._body_name_by_id if body_id not in set(lead_ids)]
        return (*lead_ids, *cooperating_ids)


def _list_row_bodies(row: CommitmentRow) -> Iterator[BodyOrLeader]:
    yield from row.lead
    yield from row.cooperating
