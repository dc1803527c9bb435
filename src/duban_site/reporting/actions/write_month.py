"""Write all entries of a month's list, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor
from duban_site.core.errors import Refused, RowErrors
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.write_entry import EntryConflict, EntryInput, write_entry
from duban_site.reporting.models import BodyReport

FilesByCommitment = Mapping[int, Sequence[tuple[str, IO[bytes]]]]
"""Commitment → the files that go with it, each with its name."""


@transaction.atomic
def write_rows(
    actor: Actor, report: BodyReport, entry_inputs: Sequence[EntryInput], files: FilesByCommitment | None = None
) -> list[EntryConflict]:
    """Write the entries; return conflicts with entries changed by somebody else, not written.

    Raises RowErrors with every fault and its row; then nothing is written, so that the page can
    be sent again as it is.
    """
    conflicts, faults = [], []
    for row_number, entry_input in enumerate(entry_inputs, 1):
        try:
            write_entry(actor, report, entry_input)
        except EntryConflict as conflict:
            conflicts.append(conflict)
        except Refused as fault:
            faults.append((row_number, entry_input.commitment.number, str(fault)))
            continue
        faults += _attach_files(actor, report, row_number, entry_input, files or {})
    if faults:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), faults)
    return conflicts


def _attach_files(
    actor: Actor, report: BodyReport, row_number: int, entry_input: EntryInput, files: FilesByCommitment
) -> list[tuple[int, str, str]]:
    faults = []
    for file_name, file in files.get(entry_input.commitment.pk, ()):
        try:
            attach(actor, report, entry_input.commitment, file_name, file)
        except Refused as fault:
            faults.append((row_number, entry_input.commitment.number, f"{file_name}：{fault}"))
    return faults
