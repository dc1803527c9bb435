"""The no-dig years of a road, checked when a permit is applied for and while it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duban.registers import Declaration, Value
from duban.registers.digging import Ban, check_dig
from duban_site.registers.models import Register

DATES = ("delivered_on", "overhauled_on")
DIGGING = "挖掘"


@dataclass(frozen=True, slots=True)
class RoadBan:
    """The verdict for a day of digging (`on`), and dates `borrowed` from other permits."""

    ban: Ban
    on: dt.date
    borrowed: Mapping[str, str]
    unknown: bool = False
    """Neither date is known: the verdict then says nothing."""


def of_roads(declaration: Declaration) -> bool:
    """Whether the register is one of permits to dig, with the dates of the road."""
    return {*DATES, "special", "kind", "road"} <= {field.key for field in declaration.fields}


def road_ban(register: Register, values: Mapping[str, Value], today: dt.date) -> RoadBan | None:
    """Check an application against the no-dig years; None where nothing is dug up.

    A date that the application leaves out is taken from the newest other permit of the same road.
    """
    if not of_roads(register.declaration) or values.get("kind") != DIGGING:
        return None
    known = {key: values.get(key) for key in DATES}
    missing = [key for key in DATES if known[key] is None]
    borrowed = dict[str, str]()
    if missing and (road := str(values.get("road") or "").strip()):
        for key, (day, number) in _elsewhere(register, road, missing).items():
            known[key], borrowed[key] = day, number
    on = values.get("from_on")
    start = on if isinstance(on, dt.date) else today
    ban = check_dig(
        start,
        delivered=_day(known["delivered_on"]),
        overhauled=_day(known["overhauled_on"]),
        special=str(values.get("special") or ""),
        urgent=values.get("urgent") is True,
    )
    return RoadBan(ban, start, borrowed, all(known[key] is None for key in DATES))


def filled(
    register: Register, values: Mapping[str, Value], ban: RoadBan | None
) -> dict[str, Value]:
    """The application's values, completed by the dates from other permits of the road."""
    own = dict(values)
    if ban is not None and ban.borrowed:
        road = str(values.get("road") or "").strip()
        for key, (day, _number) in _elsewhere(register, road, list(ban.borrowed)).items():
            own[key] = day
    return own


def _elsewhere(register: Register, road: str, keys: list[str]) -> dict[str, tuple[dt.date, str]]:
    """Date field → the latest date among the permits of the road, with that permit's number."""
    found = dict[str, tuple[dt.date, str]]()
    rows = register.records.filter(title=road).order_by("-pk")
    for number, stored in rows.values_list("number", "values")[:200]:
        for key in keys:
            day = _day(stored.get(key))
            if day is not None and (key not in found or day > found[key][0]):
                found[key] = (day, number)
    return found


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None
