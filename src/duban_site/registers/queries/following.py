"""The events of a register after a cursor (place), in the order of commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from duban.registers import Declaration, exportable
from duban_site.core.actor import Caller
from duban_site.core.audit.rows.following import Place, rows_after
from duban_site.registers.models import Register, RegisterEvent
from duban_site.registers.queries.listing import records_for

AT_ONCE, ROUNDS = 500, 20
"""Rows read in one step, and the steps after which a page is returned, even an empty one."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Events with their places, the place to continue after, and whether there may be more."""

    events: list[tuple[Place, RegisterEvent]]
    place: Place
    more: bool


def events_after(person: Caller, register: Register, place: Place, most: int) -> Followed:
    """The next events of records that the person may see, at most `limit`."""
    found: list[tuple[Place, RegisterEvent]] = []
    for _round in range(ROUNDS):
        rows = rows_after(RegisterEvent, place, AT_ONCE)
        for one in _seen(person, register, rows):
            found.append(one)
            if len(found) == most:
                return Followed(found, one[0], more=True)
        if rows:
            place = rows[-1]
        if len(rows) < AT_ONCE:
            return Followed(found, place, more=False)
    return Followed(found, place, more=True)


def _seen(
    person: Caller, register: Register, rows: list[Place]
) -> Iterator[tuple[Place, RegisterEvent]]:
    keys = [key for _seq, key in rows]
    events = RegisterEvent.objects.filter(pk__in=keys, register=register)
    own = events.filter(record__in=records_for(person, register).order_by().values("pk"))
    found = {one.pk: one for one in own.select_related("record")}
    return (((seq, key), found[key]) for seq, key in rows if key in found)


def open_values(declaration: Declaration, data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored event that may be exported: neither personal nor sealed."""
    rows = data.get("rows")
    fields = declaration.group(rows).fields if rows else declaration.fields
    names = {key for field in fields if exportable(field) for key in (*field.was, field.key)}
    return {key: value for key, value in data.get("values", {}).items() if key in names}
