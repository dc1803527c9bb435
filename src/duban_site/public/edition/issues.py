"""The publications of a plan, the status of each commitment in them, and the changes between."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One published snapshot: 期."""

    pk: int
    month: int
    serial: int
    as_of: dt.date
    published_at: dt.datetime
    sha256: str

    @property
    def version(self) -> str:
        """The first 12 digits of its hash: short enough to read aloud, and still unique."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of a commitment in an issue."""

    issue: Issue
    status: str
    light: str


@dataclass(frozen=True, slots=True)
class Change:
    """A commitment whose status in `issue` differs from that in the issue before.

    `was` is empty where the earlier issue did not contain the commitment.
    """

    issue: Issue
    commitment: int
    number: str
    text: str
    was: str
    was_light: str
    now: str
    light: str


@dataclass(frozen=True, slots=True)
class Told:
    """One row of one issue, with only the columns that the history needs."""

    issue: int
    commitment: int
    number: str
    text: str
    status: str
    light: str


def standings(
    issues: Sequence[Issue], rows: Iterable[Told]
) -> tuple[dict[int, tuple[Standing, ...]], tuple[Change, ...]]:
    """Commitment → its standings, oldest first; and every change, newest first.

    The first issue has no changes; a commitment that is new in a later issue is a change from an
    empty status. Only published snapshots are compared, never those closed between them.
    """
    by_issue: dict[int, dict[int, Told]] = defaultdict(dict)
    for row in rows:
        by_issue[row.issue][row.commitment] = row
    past: dict[int, list[Standing]] = defaultdict(list)
    changes: list[Change] = []
    before: Mapping[int, Told] | None = None
    for issue in issues:
        held = by_issue[issue.pk]
        for key, row in held.items():
            past[key].append(Standing(issue, row.status, row.light))
            was = None if before is None else before.get(key)
            if before is not None and (was is None or was.status != row.status):
                changes.append(_change(issue, row, was))
        before = held
    changes.reverse()
    return {key: tuple(rows) for key, rows in past.items()}, _in_order(changes, issues)


def _change(issue: Issue, row: Told, was: Told | None) -> Change:
    status, light = ("", "") if was is None else (was.status, was.light)
    return Change(issue, row.commitment, row.number, row.text, status, light, row.status, row.light)


def _in_order(changes: list[Change], issues: Sequence[Issue]) -> tuple[Change, ...]:
    """The newest issue first; within one the report's order."""
    rank = {issue.pk: -n for n, issue in enumerate(issues)}
    backwards = reversed(changes)
    return tuple(sorted(backwards, key=lambda change: rank[change.issue.pk]))
