"""What was published when, how each commitment stood in it, and what changed between two."""

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
        """Enough of its hash to tell it from others, as people read it aloud."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stood in an issue."""

    issue: Issue
    status: str
    light: str


@dataclass(frozen=True, slots=True)
class Change:
    """A commitment whose status in `issue` is not that of the issue published before.

    `was` is empty where it was not in that one.
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
    """One row of one issue, as short as the history needs it."""

    issue: int
    commitment: int
    number: str
    text: str
    status: str
    light: str


def standings(
    issues: Sequence[Issue], rows: Iterable[Told]
) -> tuple[dict[int, tuple[Standing, ...]], tuple[Change, ...]]:
    """Commitment → how it stood, oldest first; and every change, newest first.

    Of the first issue nothing has changed; what an issue has newly taken in is a change from
    nothing. Compared is what was published, never what lay between two publications.
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
