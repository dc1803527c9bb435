"""What a file would change in a register, as the page shows it before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from duban.registers import Declaration, Event, Field, Record, Value
from duban.registers.events import Created, Edited, RowAdded, RowClosed, RowEdited
from duban.registers.headings import CLOSED
from duban.registers.masking import mask_value
from duban.registers.sheets import SheetImport, format_cell
from duban_site.jobs.differences import Change


def list_changes(
    declaration: Declaration, import_result: SheetImport, record_by_number: Mapping[str, Record]
) -> Iterator[Change]:
    """The cell changes of an import, compared with the present records by number.

    Personal values are masked: the page goes by the file, and whoever filled it has it.
    """
    field_by_key = {item.key: item for item in declaration.fields}
    row_fields_by_list = {group.key: {item.key: item for item in group.fields} for group in declaration.rows}
    for event, sheet_place in zip(import_result.events, import_result.places, strict=True):
        number, record = sheet_place.line, record_by_number.get(event.record)
        for subject, column, old_text, new_text in _event_changes(event, record, field_by_key, row_fields_by_list):
            yield Change(number, subject, column, old_text, new_text)
    for item in import_result.emptied:
        emptied_subject = f"{item.record} {item.row}".strip()
        yield Change(item.place.line, emptied_subject, item.field.heading, _print_masked(item.field, item.value), "")


CellChanges = Iterator[tuple[str, str, str, str]]


def _event_changes(
    event: Event,
    record: Record | None,
    field_by_key: Mapping[str, Field],
    row_fields_by_list: Mapping[str, Mapping[str, Field]],
) -> CellChanges:
    """The subject, column, old and new text of each change of an event."""
    subject = _("新记录") if record is None else event.record
    if isinstance(event, Created):
        yield subject, _("新增"), "", summarise_values(event.values, field_by_key)
    elif isinstance(event, Edited):
        current_values = record.values if record else {}
        yield from _value_changes(subject, event.values, current_values, field_by_key)
    elif isinstance(event, RowAdded):
        yield (f"{subject} {event.row}", _("新增"), "", summarise_values(event.values, row_fields_by_list[event.rows]))
    elif isinstance(event, RowEdited):
        row = record.rows.get(event.rows, {}).get(event.row) if record else None
        row_values = row.values if row else {}
        yield from _value_changes(f"{subject} {event.row}", event.values, row_values, row_fields_by_list[event.rows])
    elif isinstance(event, RowClosed):
        yield f"{subject} {event.row}", CLOSED, "", str(event.effective or "")


def _value_changes(
    subject: str, values: Mapping[str, Value], current_values: Mapping[str, Value], field_by_key: Mapping[str, Field]
) -> CellChanges:
    for key, value in values.items():
        field = field_by_key[key]
        yield (subject, field.heading, _print_masked(field, current_values.get(key)), _print_masked(field, value))


def summarise_values(values: Mapping[str, Value], field_by_key: Mapping[str, Field]) -> str:
    """The fields with their values, on one line."""
    labelled_values: Iterable[str] = (
        f"{field_by_key[key].heading} {_print_masked(field_by_key[key], value)}"
        for key, value in values.items()
        if key in field_by_key
    )
    return "；".join(labelled_values)


def _print_masked(field: Field, value: Value) -> str:
    return format_value(mask_value(field, value, persons=False))


def format_value(value: Value) -> str:
    """A value as a sheet shows it."""
    cell_value = format_cell(value)
    return "" if cell_value is None else str(cell_value)
