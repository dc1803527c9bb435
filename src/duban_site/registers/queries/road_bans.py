"""The no-dig years of a road, checked when a permit is applied for and while it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duban.registers import Declaration, Value
from duban.registers.digging_ban import DiggingBan, check_dig
from duban_site.registers.models import Register

ROAD_DATE_FIELDS = ("delivered_on", "overhauled_on")
DIGGING_KIND = "挖掘"


@dataclass(frozen=True, slots=True)
class RoadBan:
    """The verdict for a day of digging (`on`), and dates `borrowed` from other permits."""

    ban: DiggingBan
    on: dt.date
    borrowed: Mapping[str, str]
    unknown: bool = False
    """Neither date is known: the verdict then says nothing."""


def is_road_register(declaration: Declaration) -> bool:
    """Whether the register is one of permits to dig, with the dates of the road."""
    return {*ROAD_DATE_FIELDS, "special", "kind", "road"} <= {field.key for field in declaration.fields}


def check_road_ban(register: Register, values: Mapping[str, Value], today: dt.date) -> RoadBan | None:
    """Check an application against the no-dig years; None where nothing is dug up.

    A date that the application leaves out is taken from the newest other permit of the same road.
    """
    if not is_road_register(register.declaration) or values.get("kind") != DIGGING_KIND:
        return None
    date_by_field = {date_field: values.get(date_field) for date_field in ROAD_DATE_FIELDS}
    missing_fields = [date_field for date_field in ROAD_DATE_FIELDS if date_by_field[date_field] is None]
    source_by_date_field = dict[str, str]()
    if missing_fields and (road := str(values.get("road") or "").strip()):
        for date_field, (latest_date, number) in _latest_road_dates(register, road, missing_fields).items():
            date_by_field[date_field], source_by_date_field[date_field] = latest_date, number
    requested_start = values.get("from_on")
    start_date = requested_start if isinstance(requested_start, dt.date) else today
    ban = check_dig(
        start_date,
        delivered=_parse_date(date_by_field["delivered_on"]),
        overhauled=_parse_date(date_by_field["overhauled_on"]),
        approval_number=str(values.get("special") or ""),
        is_urgent=values.get("urgent") is True,
    )
    return RoadBan(
        ban, start_date, source_by_date_field, all(date_by_field[date_field] is None for date_field in ROAD_DATE_FIELDS)
    )


def fill_road_dates(register: Register, values: Mapping[str, Value], ban: RoadBan | None) -> dict[str, Value]:
    """The application's values, completed by the dates from other permits of the road."""
    completed_values = dict(values)
    if ban is not None and ban.borrowed:
        road = str(values.get("road") or "").strip()
        for date_field, (latest_date, _number) in _latest_road_dates(register, road, list(ban.borrowed)).items():
            completed_values[date_field] = latest_date
    return completed_values


def _latest_road_dates(register: Register, road: str, date_fields: list[str]) -> dict[str, tuple[dt.date, str]]:
    """Date field → the latest date among the permits of the road, with that permit's number."""
    latest_by_field = dict[str, tuple[dt.date, str]]()
    rows = register.records.filter(title=road).order_by("-pk")
    for number, stored_values in rows.values_list("number", "values")[:200]:
        for date_field in date_fields:
            road_date = _parse_date(stored_values.get(date_field))
            if road_date is not None and (
                date_field not in latest_by_field or road_date > latest_by_field[date_field][0]
            ):
                latest_by_field[date_field] = (road_date, number)
    return latest_by_field


def _parse_date(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None
