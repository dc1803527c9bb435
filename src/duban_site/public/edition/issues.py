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
class IssueRow:
    """One row of one issue, with only the columns that the history needs."""

    issue: int
    commitment: int
    number: str
    text: str
    status: str
    light: str


def build_standings(
    issues: Sequence[Issue], rows: Iterable[IssueRow]
) -> tuple[dict[int, tuple[Standing, ...]], tuple[Change, ...]]:
    """Commitment → its standings, oldest first; and every change, newest first.

    The first issue has no changes; a commitment that is new in a later issue is a change from an
    empty status. Only published snapshots are compared, never those closed between them.
    """
    rows_by_issue: dict[int, dict[int, IssueRow]] = defaultdict(dict)
    for row in rows:
        rows_by_issue[row.issue][row.commitment] = row
    standings_by_commitment: dict[int, list[Standing]] = defaultdict(list)
    changes: list[Change] = []
    earlier_rows: Mapping[int, IssueRow] | None = None
    for issue in issues:
        issue_rows = rows_by_issue[issue.pk]
        for commitment_id, row in issue_rows.items():
            standings_by_commitment[commitment_id].append(Standing(issue, row.status, row.light))
            earlier_row = None if earlier_rows is None else earlier_rows.get(commitment_id)
            if earlier_rows is not None and (earlier_row is None or earlier_row.status != row.status):
                changes.append(_build_change(issue, row, earlier_row))
        earlier_rows = issue_rows
    changes.reverse()
    return {commitment_id: tuple(rows) for commitment_id, rows in standings_by_commitment.items()}, _sort_changes(
        changes, issues
    )


def _build_change(issue: Issue, row: IssueRow, earlier_row: IssueRow | None) -> Change:
    earlier_status, earlier_light = ("", "") if earlier_row is None else (earlier_row.status, earlier_row.light)
    return Change(issue, row.commitment, row.number, row.text, earlier_status, earlier_light, row.status, row.light)


def _sort_changes(changes: list[Change], issues: Sequence[Issue]) -> tuple[Change, ...]:
    """The newest issue first; within one the report's order."""
    rank_by_issue = {issue.pk: -index for index, issue in enumerate(issues)}
    reversed_changes = reversed(changes)
    return tuple(sorted(reversed_changes, key=lambda change: rank_by_issue[change.issue.pk]))
