"""What a file would change in a register, as the page shows it before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from duban.registers import Declaration, Event, Field, Record, Value
from duban.registers.events import Created, Edited, RowAdded, RowClosed, RowEdited
from duban.registers.headings import CLOSED
from duban.registers.sheets import Import, cell
from duban_site.jobs.differences import Change

_ROW = re.compile(r"第(\d+)行")


def changes_of(
    declaration: Declaration, found: Import, before: Mapping[str, Record]
) -> Iterator[Change]:
    """The cell changes of an import, compared with the present records by number.

    A file has only exportable fields, so none of them is personal or sealed.
    """
    fields = {one.key: one for one in declaration.fields}
    rows = {group.key: {one.key: one for one in group.fields} for group in declaration.rows}
    for event, place in zip(found.events, found.places, strict=True):
        number, record = _number(place), before.get(event.record)
        for what, column, old, new in _cells(event, record, fields, rows):
            yield Change(number, what, column, old, new)
    for one in found.emptied:
        of = f"{one.record} {one.row}".strip()
        yield Change(_number(one.place), of, one.field.heading, shown(one.value), "")


def _number(place: str) -> int:
    """The row number in a place such as “第3行”; 0 where there is none."""
    line = _ROW.search(place)
    return int(line[1]) if line else 0


Cells = Iterator[tuple[str, str, str, str]]


def _cells(
    event: Event,
    record: Record | None,
    fields: Mapping[str, Field],
    rows: Mapping[str, Mapping[str, Field]],
) -> Cells:
    """The subject, column, old and new text of each change of an event."""
    of = _("新记录") if record is None else event.record
    if isinstance(event, Created):
        yield of, _("新增"), "", summary(event.values, fields)
    elif isinstance(event, Edited):
        now = record.values if record else {}
        yield from _edited(of, event.values, now, fields)
    elif isinstance(event, RowAdded):
        yield f"{of} {event.row}", _("新增"), "", summary(event.values, rows[event.rows])
    elif isinstance(event, RowEdited):
        row = record.rows.get(event.rows, {}).get(event.row) if record else None
        own = row.values if row else {}
        yield from _edited(f"{of} {event.row}", event.values, own, rows[event.rows])
    elif isinstance(event, RowClosed):
        yield f"{of} {event.row}", CLOSED, "", str(event.effective or "")


def _edited(
    of: str, values: Mapping[str, Value], now: Mapping[str, Value], fields: Mapping[str, Field]
) -> Cells:
    for key, value in values.items():
        yield of, fields[key].heading, shown(now.get(key)), shown(value)


def summary(values: Mapping[str, Value], fields: Mapping[str, Field]) -> str:
    """The fields with their values, on one line."""
    said: Iterable[str] = (
        f"{fields[key].heading} {shown(value)}" for key, value in values.items() if key in fields
    )
    return "；".join(said)


def shown(value: Value) -> str:
    """A value as a sheet shows it."""
    said = cell(value)
    return "" if said is None else str(said)
