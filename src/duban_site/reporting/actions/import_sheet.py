"""Import a filled month's sheet: show its changes first, then write all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from duban.workbooks import NamedRows
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused, RowErrors
from duban_site.jobs.differences import Change, Differences, list_reading_notices, require_confirmed
from duban_site.jobs.sheets import read_sheet_rows
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport
from duban_site.reporting.queries.month import MonthRow, build_month_rows
from duban_site.reporting.sheet import (
    EDITABLE_HEADINGS,
    HEADINGS,
    REQUIRED_HEADINGS,
    format_figure_cells,
    format_text_cells,
)
from duban_site.reporting.sheet_cells import Faults, SheetFigure, read_figure

FIELD_BY_HEADING = {"进展情况": "progress", "存在问题": "problems", "下一步安排": "next_steps"}
UNCARRIED_HEADINGS = ("指标号", "数值", "上期数据")
SheetLine = dict[str, str]


@dataclass(frozen=True, slots=True)
class _SheetEntry:
    """A commitment of the sheet: its first row's number, its month row, texts and figures."""

    number: int
    row: MonthRow
    texts: dict[str, str]
    figures: list[SheetFigure]


def read_month_sheet(name: str, data: bytes) -> NamedRows:
    """The rows of a filled sheet. Raises RowErrors or Refused if it is no such sheet."""
    return read_sheet_rows(name, data, HEADINGS, needed=REQUIRED_HEADINGS, apart=UNCARRIED_HEADINGS)


def compare_month_sheet(report: BodyReport, sheet: NamedRows) -> Differences:
    """What the sheet would change. Raises RowErrors with every fault, by row and column."""
    missing = [heading for heading in sheet.missing if heading in EDITABLE_HEADINGS]
    carried = [carried_column for carried_column in sheet.carried_ranges if carried_column[0] in EDITABLE_HEADINGS]
    notices = list_reading_notices(missing, sheet.unknown, carried)
    return Differences(list(_list_changes(_read_entries(report, sheet))), notices)


@transaction.atomic
def import_month_sheet(actor: Actor, report: BodyReport, sheet: NamedRows, *, clear: bool, confirmed: str) -> int:
    """Write the sheet's changes; says how many tasks changed.

    A missing column changes nothing, and neither does an empty cell, unless `clear`. `confirmed` is
    the digest of the differences that somebody confirmed. Raises Conflict if they have changed.
    """
    entries = _read_entries(report, sheet)
    require_confirmed(Differences(list(_list_changes(entries))), confirmed)
    changed = [entry for entry in entries if any(_list_changes([entry]))]
    for entry in changed:
        write_entry(actor, report, _build_input(entry, clear))
    return len(changed)


def _read_entries(report: BodyReport, sheet: NamedRows) -> list[_SheetEntry]:
    rows_by_number = {row.commitment.number: row for row in build_month_rows(report)}
    faults: Faults = []
    lines_by_number: dict[str, list[tuple[int, SheetLine]]] = {}
    for row_number, line in sheet.rows:
        number = line.get("序号", "")
        if number in rows_by_number:
            lines_by_number.setdefault(number, []).append((row_number, line))
        else:
            faults.append((row_number, "序号", _("“%s”不在本单位本月的清单里。") % number))
    entries = [
        _read_entry(report, rows_by_number[task_number], group, faults)
        for task_number, group in lines_by_number.items()
    ]
    if faults:
        message = _("表中有 %(count)s 处错误，什么都没有保存。")
        raise RowErrors(message % {"count": len(faults)}, faults)
    if not entries:
        raise Refused(_("表中没有本单位本月的任务。"))
    return entries


def _read_entry(report: BodyReport, row: MonthRow, group: list[tuple[int, SheetLine]], faults: Faults) -> _SheetEntry:
    texts = {}
    for heading, current_text in format_text_cells(row).items():
        new_text = _find_new_text(heading, current_text, group, faults)
        if new_text is not None:
            texts[heading] = new_text
    figures = [
        figure
        for row_number, line in group
        if (figure := read_figure(report, row, row_number, line, faults)) is not None
    ]
    return _SheetEntry(group[0][0], row, texts, figures)


def _find_new_text(heading: str, current_text: str, group: list[tuple[int, SheetLine]], faults: Faults) -> str | None:
    """The new text of a commitment in a column; each of its figures has a row with the text.

    None if it is unchanged; empty if it was cleared. An empty cell beside a filled one is ignored.
    """
    cells = [(row_number, line[heading]) for row_number, line in group if heading in line]
    if not cells:
        return None
    row_by_text = {cell: row_number for row_number, cell in reversed(cells) if cell not in ("", current_text)}
    if len(row_by_text) > 1:
        row_list = "、".join(str(row_number) for row_number in sorted(row_by_text.values()))
        message = _("同一任务的第%s行写得不同，请只写一处，或写成一样。")
        faults.append((min(row_by_text.values()), heading, message % row_list))
    if row_by_text:
        return next(iter(row_by_text))
    return "" if current_text and not any(cell for _row_number, cell in cells) else None


def _list_changes(entries: Sequence[_SheetEntry]) -> Iterator[Change]:
    for entry in entries:
        commitment = entry.row.commitment
        task_label = f"{commitment.number} {commitment.text[:40]}"
        current_texts = format_text_cells(entry.row)
        for heading, text in entry.texts.items():
            if text != current_texts[heading]:
                yield Change(entry.number, task_label, heading, current_texts[heading], text)
        for figure in entry.figures:
            claim_label = f"{commitment.number} {figure.row.claim.indicator}"
            current_cells, new_cells = format_figure_cells(figure.row), figure.cells()
            for heading in current_cells:
                if current_cells[heading] != new_cells[heading] and (heading == "数值" or not figure.emptied):
                    yield Change(figure.number, claim_label, heading, current_cells[heading], new_cells[heading])


def _build_input(entry: _SheetEntry, clear: bool) -> EntryInput:
    texts = {FIELD_BY_HEADING[heading]: text for heading, text in entry.texts.items() if text or clear}
    figures = [
        FigureInput(figure.row.claim, figure.period, figure.value, figure.published, figure.version)
        for figure in entry.figures
        if clear or not figure.emptied
    ]
    progress, problems, next_steps = (texts.get(heading) for heading in FIELD_BY_HEADING.values())
    row = entry.row
    return EntryInput(row.commitment, row.version, progress, problems, next_steps, figures, is_partial=True)
