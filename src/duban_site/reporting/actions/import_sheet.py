"""Import a filled month's sheet: show its changes first, then write all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from duban.workbooks import NamedRows
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused, RowErrors
from duban_site.jobs.differences import (
    Change,
    Differences,
    reading_notices,
    require_confirmed,
)
from duban_site.jobs.sheets import sheet_rows
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport
from duban_site.reporting.queries.month import MonthRow, month_rows
from duban_site.reporting.sheet import FREE, HEADINGS, NEEDED, figure_cells, text_cells
from duban_site.reporting.sheet_cells import Faults, SheetFigure, read_figure

TEXTS = {"进展情况": "progress", "存在问题": "problems", "下一步安排": "next_steps"}
APART = ("指标号", "数值", "上期数据")
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A commitment of the sheet: its first row's number, its month row, texts and figures."""

    number: int
    row: MonthRow
    texts: dict[str, str]
    figures: list[SheetFigure]


def read_month_sheet(name: str, data: bytes) -> NamedRows:
    """The rows of a filled sheet. Raises RowErrors or Refused if it is no such sheet."""
    return sheet_rows(name, data, HEADINGS, needed=NEEDED, apart=APART)


def compare_month_sheet(report: BodyReport, sheet: NamedRows) -> Differences:
    """What the sheet would change. Raises RowErrors with every fault, by row and column."""
    missing = [name for name in sheet.missing if name in FREE]
    carried = [one for one in sheet.carried if one[0] in FREE]
    notices = reading_notices(missing, sheet.unknown, carried)
    return Differences(list(_changes(_entries(report, sheet))), notices)


@transaction.atomic
def import_month_sheet(
    actor: Actor, report: BodyReport, sheet: NamedRows, *, clear: bool, confirmed: str
) -> int:
    """Write the sheet's changes; says how many tasks changed.

    A missing column changes nothing, and neither does an empty cell, unless `clear`. `confirmed` is
    the digest of the differences that somebody confirmed. Raises Conflict if they have changed.
    """
    entries = _entries(report, sheet)
    require_confirmed(Differences(list(_changes(entries))), confirmed)
    changed = [one for one in entries if any(_changes([one]))]
    for one in changed:
        write_entry(actor, report, _input(one, clear))
    return len(changed)


def _entries(report: BodyReport, sheet: NamedRows) -> list[_Entry]:
    rows = {row.commitment.number: row for row in month_rows(report)}
    faults: Faults = []
    found: dict[str, list[tuple[int, Line]]] = {}
    for n, line in sheet.rows:
        number = line.get("序号", "")
        if number in rows:
            found.setdefault(number, []).append((n, line))
        else:
            faults.append((n, "序号", _("“%s”不在本单位本月的清单里。") % number))
    out = [_entry(report, rows[key], group, faults) for key, group in found.items()]
    if faults:
        message = _("表中有 %(count)s 处错误，什么都没有保存。")
        raise RowErrors(message % {"count": len(faults)}, faults)
    if not out:
        raise Refused(_("表中没有本单位本月的任务。"))
    return out


def _entry(
    report: BodyReport, row: MonthRow, group: list[tuple[int, Line]], faults: Faults
) -> _Entry:
    texts = {}
    for heading, now in text_cells(row).items():
        said = _said(heading, now, group, faults)
        if said is not None:
            texts[heading] = said
    figures = [
        figure
        for n, line in group
        if (figure := read_figure(report, row, n, line, faults)) is not None
    ]
    return _Entry(group[0][0], row, texts, figures)


def _said(heading: str, now: str, group: list[tuple[int, Line]], faults: Faults) -> str | None:
    """The new text of a commitment in a column; each of its figures has a row with the text.

    None if it is unchanged; empty if it was cleared. An empty cell beside a filled one is ignored.
    """
    cells = [(n, line[heading]) for n, line in group if heading in line]
    if not cells:
        return None
    new = {cell: n for n, cell in reversed(cells) if cell not in ("", now)}
    if len(new) > 1:
        places = "、".join(str(n) for n in sorted(new.values()))
        message = _("同一任务的第%s行写得不同，请只写一处，或写成一样。")
        faults.append((min(new.values()), heading, message % places))
    if new:
        return next(iter(new))
    return "" if now and not any(cell for _n, cell in cells) else None


def _changes(entries: Sequence[_Entry]) -> Iterator[Change]:
    for one in entries:
        commitment = one.row.commitment
        what = f"{commitment.number} {commitment.text[:40]}"
        now = text_cells(one.row)
        for heading, text in one.texts.items():
            if text != now[heading]:
                yield Change(one.number, what, heading, now[heading], text)
        for figure in one.figures:
            of = f"{commitment.number} {figure.row.claim.indicator}"
            before, after = figure_cells(figure.row), figure.cells()
            for heading in before:
                if before[heading] != after[heading] and (heading == "数值" or not figure.emptied):
                    yield Change(figure.number, of, heading, before[heading], after[heading])


def _input(one: _Entry, clear: bool) -> EntryInput:
    texts = {TEXTS[name]: text for name, text in one.texts.items() if text or clear}
    figures = [
        FigureInput(f.row.claim, f.period, f.value, f.published, f.version)
        for f in one.figures
        if clear or not f.emptied
    ]
    progress, problems, next_steps = (texts.get(name) for name in TEXTS.values())
    row = one.row
    return EntryInput(
        row.commitment, row.version, progress, problems, next_steps, figures, others_stay=True
    )
