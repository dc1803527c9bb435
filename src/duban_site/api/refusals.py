"""What the rules of a register refuse, as faults of a request."""

from __future__ import annotations

from duban_site.api.faults import Fault
from duban_site.core.errors import Refused
from duban_site.registers.errors import Declined

NON_VALUE_FIELDS = frozenset({"to", "stage", "reason", "effective", "rows", "row", "documents", "clock"})
"""Names in a refusal that are not fields of the record."""


def refusal_faults(error: Refused) -> list[Fault]:
    """One for each rule that refused, in both languages; none for another kind of refusal."""
    if not isinstance(error, Declined):
        return []
    return [
        Fault(
            code=f"rule_{refusal.api_code}",
            field=_request_field(refusal.place.field),
            zh=refusal.render("zh"),
            en=refusal.render("en"),
        )
        for refusal in error.refusals
    ]


def _request_field(name: str) -> str:
    if not name or name in NON_VALUE_FIELDS:
        return {"effective": "happened_at", "to": "stage"}.get(name, name)
    return f"values.{name}"
