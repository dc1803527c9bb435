"""Check that sealed fields contain only text that was sealed for the same record."""

from __future__ import annotations

from collections.abc import Iterator

from duban.registers import Declaration, Event, Refusal
from duban.registers.sealing import Sealed, SealError


def context_of(declaration: Declaration, number: str) -> str:
    """The context that a sealed text is bound to: the register and the record."""
    return f"{declaration.id}/{number}"


def in_the_clear(declaration: Declaration, event: Event) -> Iterator[Refusal]:
    """A refusal for each sealed field that holds plain text or text sealed for another record."""
    values = getattr(event, "values", {})
    for field in declaration.fields:
        if field.sealed and values.get(field.key) is not None:
            wanted = context_of(declaration, event.record)
            if _context(str(values[field.key])) != wanted:
                what = f"“{field.label}”只能密封保存；请用密封页"
                yield Refusal("sealed", what, field.key)


def _context(text: str) -> object:
    try:
        data = Sealed(text).data()
    except (SealError, TypeError, ValueError):
        return None
    return data.get("context") if data.get("duban_sealed") and data.get("box") else None
