"""What the rules of a register refuse, as faults of a request."""

from __future__ import annotations

from duban_site.api.faults import Fault
from duban_site.core.errors import Refused
from duban_site.registers.errors import Declined

NOT_OF_VALUES = frozenset(
    {"to", "stage", "reason", "effective", "rows", "row", "documents", "clock"}
)
"""Names in a refusal that are not fields of the record."""


def refusal_faults(error: Refused) -> list[Fault]:
    """One for each rule that refused, in both languages; none for another kind of refusal."""
    if not isinstance(error, Declined):
        return []
    said = zip(error.plain, error.sentences("zh-hans"), error.sentences("en"), strict=True)
    return [
        Fault(code=f"rule_{one.code}", field=_field(one.field), zh=zh, en=en)
        for one, zh, en in said
    ]


def _field(name: str) -> str:
    if not name or name in NOT_OF_VALUES:
        return {"effective": "happened_at", "to": "stage"}.get(name, name)
    return f"values.{name}"
