"""Locations of records: points by datum, and counts by region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from duban_site.registers.models import RegisterRecord

POINTS, REGIONS = 1_500, 60


@dataclass(frozen=True, slots=True)
class Dot:
    """A record's point."""

    record: RegisterRecord
    lng: float
    lat: float
    kind: str


@dataclass(frozen=True, slots=True)
class Cloud:
    """The points of one datum; different datums are never drawn together."""

    datum: str
    dots: list[Dot]


@dataclass(frozen=True, slots=True)
class Places:
    """Clouds of points, and the records of each region."""

    clouds: list[Cloud]
    regions: list[Mapping[str, Any]]
    capped: bool


def places(records: QuerySet[RegisterRecord], today: dt.date) -> Places:
    """The points of the newest records with coordinates, and counts by region."""
    placed = records.filter(lng__isnull=False).order_by("-pk")
    found = list(placed[: POINTS + 1])
    clouds: dict[str, list[Dot]] = {}
    for row in found[:POINTS]:
        dot = Dot(row, float(row.lng or 0), float(row.lat or 0), _kind(row, today))
        clouds.setdefault(row.datum, []).append(dot)
    counted = records.exclude(region="").order_by().values("region")
    regions = counted.annotate(
        n=Count("pk"),
        opened=Count("pk", filter=Q(open=True)),
        late=Count("pk", filter=Q(due__lt=today)),
    ).order_by("-n", "region")
    made = [Cloud(datum, dots) for datum, dots in sorted(clouds.items())]
    return Places(made, [*regions[:REGIONS]], len(found) > POINTS)


def _kind(row: RegisterRecord, today: dt.date) -> str:
    if row.due is not None and row.due < today:
        return "late"
    return "open" if row.open else "done"
