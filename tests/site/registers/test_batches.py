"""Many changes in one batch leave the same rows as the same changes one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from cast_of_people import Cast
from django.db import models, transaction

from duban.registers import Moved, read_template_text
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.models import Event
from duban_site.core.clock import today
from duban_site.people.models import Body, BodyKind
from duban_site.registers.actions.batch_records import RecordBatch
from duban_site.registers.actions.create_record import create_record, reserve_numbers
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.record_event import EventTiming, record_event
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord, Share, Sum

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS = 12
DIFFERING = {"id", "pk", "at", "updated_at", "register", "record", "event", "cache", "caller"}
"""Columns that two registers cannot share: keys, times of writing, and hashes by a register's key."""


def write_singly(cast: Cast, register: Register) -> None:
    records = [
        create_record(cast.shen, register, tickets_values(n), timing=EventTiming(effective=days_ago(40 - n)))
        for n in range(TICKETS)
    ]
    for n, record in enumerate(records):
        timing = EventTiming(effective=days_ago(30 - n))
        record_event(cast.shen, record, Moved, timing=timing, action="registers.move", to="dispatched", values={})


def write_in_batches(cast: Cast, register: Register) -> None:
    batch = RecordBatch(cast.shen, register, reserve_numbers(cast.shen, register, TICKETS))
    for n in range(TICKETS):
        batch.enqueue_draft(batch.start_record(tickets_values(n), days_ago(40 - n), None))
    batch.write_drafts()
    keys = [*register.records.order_by("pk").values_list("pk", flat=True)]
    batch = RecordBatch(cast.shen, register, ())
    drafts = batch.load_drafts(keys)
    for n, key in enumerate(keys):
        batch.add_event(drafts[key], Moved, days_ago(30 - n), to="dispatched", values={}, reason="")
        batch.enqueue_draft(drafts[key])
    batch.write_drafts()


def tickets_values(n: int) -> dict[str, Any]:
    values = {"subject": f"路灯不亮{n}", "channel": "电话", "kind": ("投诉", "咨询")[n % 2], "category": "010203"}
    values |= {"content": f"第{n}盏“路灯”\t自上周起\\不亮\n请修", "caller": "张三", "phone": f"139{n:08}"}
    return values | {"district": f"云岭{n % 3}区", "handler": "市水务局", "urgent": n % 4 == 0}


def days_ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def test_batches_write_what_single_changes_write(cast: Cast) -> None:
    for n in range(3):
        Body.objects.create(name=f"云岭{n}区", kind=BodyKind.COUNTY, order=10 + n)
    text = read_template_text("hotline")
    singly = declare_register(cast.shen, text, template="hotline")
    batched = declare_register(cast.shen, text.replace('id = "hotline"', 'id = "hotline_b"'), template="hotline")
    write_singly(cast, singly)
    with transaction.atomic():
        write_in_batches(cast, batched)
    for compared, other in zip(rows_of(singly), rows_of(batched), strict=True):
        assert compared == other
    assert events_of(singly) == events_of(batched)
    assert verify_chain().is_intact


def rows_of(register: Register) -> Iterator[list[Any]]:
    """Each table's rows, in the order of what names them in both registers."""
    records = RegisterRecord.objects.filter(register=register)
    yield [named(row) | {"others": [*row.others.values_list("name", flat=True)]} for row in records.order_by("number")]
    events = RegisterEvent.objects.filter(register=register).order_by("record__number", "serial")
    yield [named(row) | {"data": {**row.data, "at": ""}} for row in events]
    yield [named(row) for row in Personal.objects.filter(record__register=register).order_by("record__number")]
    shares = Share.objects.filter(record__register=register).select_related("cache", "record")
    yield sorted(repr((row.cache.measure, row.record.number, named(row))) for row in shares)
    sums = Sum.objects.filter(cache__register=register).select_related("cache").exclude(count=0, above=0, below=0)
    yield sorted(repr((row.cache.measure, named(row))) for row in sums)


def named(row: models.Model) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.name not in DIFFERING)
    return {field.name: getattr(row, field.attname) for field in fields}


def events_of(register: Register) -> list[Any]:
    """The log's entries of the register's records; the digest of an event is over its time too."""
    records = dict(register.records.values_list("pk", "number"))
    entries = Event.objects.filter(object_type="registers.registerrecord", object_id__in=records).order_by("seq")
    return sorted(
        (
            entry.action,
            records[entry.object_id or 0],
            entry.actor,
            entry.label,
            sorted(entry.data),
            entry.data["serial"],
        )
        for entry in entries
    )
