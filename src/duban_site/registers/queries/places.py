"""Locations of records: points by datum, and counts by region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from duban_site.registers.models import RegisterRecord

MAX_POINTS, MAX_REGIONS = 1_500, 60


@dataclass(frozen=True, slots=True)
class RecordPoint:
    """A record's point."""

    record: RegisterRecord
    lng: float
    lat: float
    kind: str


@dataclass(frozen=True, slots=True)
class PointCloud:
    """The points of one datum; different datums are never drawn together."""

    datum: str
    dots: list[RecordPoint]


@dataclass(frozen=True, slots=True)
class PlaceSummary:
    """Clouds of points, and the records of each region."""

    clouds: list[PointCloud]
    regions: list[Mapping[str, Any]]
    capped: bool


def load_places(records: QuerySet[RegisterRecord], today: dt.date) -> PlaceSummary:
    """The points of the newest records with coordinates, and counts by region."""
    located_records = records.filter(lng__isnull=False).order_by("-pk")
    newest_located = list(located_records[: MAX_POINTS + 1])
    clouds: dict[str, list[RecordPoint]] = {}
    for row in newest_located[:MAX_POINTS]:
        dot = RecordPoint(row, float(row.lng or 0), float(row.lat or 0), _point_kind(row, today))
        clouds.setdefault(row.datum, []).append(dot)
    records_by_region = records.exclude(region="").order_by().values("region")
    regions = records_by_region.annotate(
        n=Count("pk"), opened=Count("pk", filter=Q(open=True)), late=Count("pk", filter=Q(due__lt=today))
    ).order_by("-n", "region")
    sorted_clouds = [PointCloud(datum, dots) for datum, dots in sorted(clouds.items())]
    return PlaceSummary(sorted_clouds, [*regions[:MAX_REGIONS]], len(newest_located) > MAX_POINTS)


def _point_kind(row: RegisterRecord, today: dt.date) -> str:
    if row.due is not None and row.due < today:
        return "late"
    return "open" if row.open else "done"
