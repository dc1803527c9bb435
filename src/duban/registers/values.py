"""The values of fields, and their form in JSON: numbers as text, dates in ISO 8601."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Datum(StrEnum):
    """The geodetic datum of a point; the two differ by up to 700 m and are never mixed."""

    WGS84 = "WGS84"
    GCJ02 = "GCJ-02"


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place on the map: longitude and latitude in degrees, and the datum they are given in."""

    lng: Decimal
    lat: Decimal
    datum: Datum

    def __str__(self) -> str:
        return f"{self.lng},{self.lat} {self.datum}"


Value = str | int | Decimal | dt.date | bool | Point | None
Json = str | int | bool | dict[str, str] | None


def to_json(value: Value) -> Json:
    """`value` as it is stored: a Decimal and a date as text, a point as an object of texts."""
    if isinstance(value, Point):
        return {"lng": str(value.lng), "lat": str(value.lat), "datum": str(value.datum)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
