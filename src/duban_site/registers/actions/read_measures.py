"""Compute measures as of a day, and save the readings with the records they count."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Value

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.registers.models import CountedPage, Reading, Register
from duban_site.registers.models.reading import IDS_PER_PAGE
from duban_site.registers.queries.compute_measures import MeasureQuery, MeasureResult, compute_measures, round_value


@transaction.atomic
def read_measures(
    actor: Actor, register: Register, as_of: dt.date, requested: Sequence[MeasureQuery] = ()
) -> list[Reading]:
    """Compute and save measures (default: all); an unchanged reading is not saved twice."""
    policy.require(actor, "registers.read_measures", register)
    queries = requested or [MeasureQuery(measure.key) for measure in register.declaration.measures]
    readings = [save_reading(register, result, as_of) for result in compute_measures(register, queries, as_of)]
    logged_values = [[reading.measure, reading.value, reading.counted, reading.serial] for reading in readings]
    log_event(actor, "registers.read_measures", register, as_of=as_of, readings=logged_values)
    return readings


def save_reading(register: Register, result: MeasureResult, as_of: dt.date) -> Reading:
    """Save a reading; the day's latest row is given instead where it has the same content."""
    query, figure = result.query, result.figure
    query_columns = {"measure": query.measure, "by": query.by, "group": query.group, "as_of": as_of}
    groups = {
        field_key: [
            [group_name, None if group_value is None else str(group_value)] for group_name, group_value in group_rows
        ]
        for field_key, group_rows in result.groups.items()
    }
    value = round_value(figure.value)
    content_hash = _hash_json([None if value is None else str(value), groups, list(figure.record_ids)])
    earlier_readings = Reading.objects.filter(register=register, **query_columns)
    latest_reading = earlier_readings.order_by("-serial").first()
    if latest_reading is not None and latest_reading.digest == content_hash:
        return latest_reading
    latest_serial = earlier_readings.aggregate(n=Max("serial"))["n"] or 0
    reading = Reading.objects.create(
        register=register,
        **query_columns,
        serial=latest_serial + 1,
        value=value,
        unit=figure.unit,
        counted=len(figure.record_ids),
        groups=groups,
        digest=content_hash,
        made_at=utc_now(),
    )
    _save_id_pages(reading, figure.record_ids)
    return reading


def _save_id_pages(reading: Reading, ids: Iterable[str]) -> None:
    remaining_ids, pages = iter(ids), list[CountedPage]()
    while chunk := list(islice(remaining_ids, IDS_PER_PAGE)):
        # As an expression: otherwise Django would escape each quote of each id in the JSON array.
        ids_expression = Value(chunk, models.JSONField())
        pages.append(CountedPage(reading=reading, page=len(pages) + 1, ids=ids_expression))
    CountedPage.objects.bulk_create(pages, 200)


def _hash_json(data: Any) -> str:
    canonical_text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical_text.encode()).hexdigest()
