"""Check that sealed fields contain only text that was sealed for the same record."""

from __future__ import annotations

from collections.abc import Iterator

from duban.notices import Notice
from duban.registers import Declaration, Event
from duban.registers.errors import refuse
from duban.registers.sealing import SealedTable, SealError


def sealing_context(declaration: Declaration, number: str) -> str:
    """The context that a sealed text is bound to: the register and the record."""
    return f"{declaration.id}/{number}"


def find_unsealed_values(declaration: Declaration, event: Event) -> Iterator[Notice]:
    """A refusal for each sealed field that holds plain text or text sealed for another record."""
    values = getattr(event, "values", {})
    for field in declaration.fields:
        if field.sealed and values.get(field.key) is not None:
            expected_context = sealing_context(declaration, event.record)
            if _read_context(str(values[field.key])) != expected_context:
                yield refuse("value_not_sealed", field.key, field=field)


def _read_context(text: str) -> object:
    try:
        sealed_data = SealedTable(text).data()
    except (SealError, TypeError, ValueError):
        return None
    return sealed_data.get("context") if sealed_data.get("duban_sealed") and sealed_data.get("box") else None
