"""Writing a whole month's list: from the page row by row, from a sheet all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duban_site.figures.actions.write_entry import EntryConflict, EntryInput, write_entry
from duban_site.figures.models import UnitReport
from duban_site.people.actor import Actor


def write_rows(actor: Actor, report: UnitReport, rows: Sequence[EntryInput]) -> list[EntryConflict]:
    """Write what can be written; gives those that somebody else had changed in the meantime."""
    conflicts = []
    for row in rows:
        try:
            write_entry(actor, report, row)
        except EntryConflict as conflict:
            conflicts.append(conflict)
    return conflicts


@transaction.atomic
def write_sheet(actor: Actor, report: UnitReport, rows: Sequence[EntryInput]) -> int:
    """Write a sheet's rows, all or nothing."""
    for row in rows:
        write_entry(actor, report, row)
    return len(rows)
