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
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.registers.models import CountedPage, Reading, Register
from duban_site.registers.models.reading import PER_PAGE
from duban_site.registers.queries.computing import Answer, Asked, compute, rounded


@transaction.atomic
def read_measures(
    actor: Actor, register: Register, as_of: dt.date, asked: Sequence[Asked] = ()
) -> list[Reading]:
    """Compute and save measures (default: all); an unchanged reading is not saved twice."""
    policy.require(actor, "registers.read_measures", register)
    wanted = asked or [Asked(measure.key) for measure in register.declaration.measures]
    found = [keep(register, answer, as_of) for answer in compute(register, wanted, as_of)]
    told = [[one.measure, one.value, one.counted, one.serial] for one in found]
    log(actor, "registers.read_measures", register, as_of=as_of, readings=told)
    return found


def keep(register: Register, answer: Answer, as_of: dt.date) -> Reading:
    """Save a reading; the day's latest row is given instead where it has the same content."""
    asked, figure = answer.asked, answer.figure
    key = {"measure": asked.measure, "by": asked.by, "group": asked.group, "as_of": as_of}
    groups = {
        by: [[k, None if v is None else str(v)] for k, v in rows]
        for by, rows in answer.groups.items()
    }
    value = rounded(figure.value)
    digest = _digest([None if value is None else str(value), groups, list(figure.counted)])
    same = Reading.objects.filter(register=register, **key)
    newest = same.order_by("-serial").first()
    if newest is not None and newest.digest == digest:
        return newest
    last = same.aggregate(n=Max("serial"))["n"] or 0
    made = Reading.objects.create(
        register=register,
        **key,
        serial=last + 1,
        value=value,
        unit=figure.unit,
        counted=len(figure.counted),
        groups=groups,
        digest=digest,
        made_at=utc_now(),
    )
    _keep_counted(made, figure.counted)
    return made


def _keep_counted(reading: Reading, ids: Iterable[str]) -> None:
    left, pages = iter(ids), list[CountedPage]()
    while some := list(islice(left, PER_PAGE)):
        # As an expression: otherwise Django would escape each quote of each id in the JSON array.
        told = Value(some, models.JSONField())
        pages.append(CountedPage(reading=reading, page=len(pages) + 1, ids=told))
    CountedPage.objects.bulk_create(pages, 200)


def _digest(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
