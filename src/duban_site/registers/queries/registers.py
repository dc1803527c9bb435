"""The registers in use, each with how many records are open and late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.filters import list_visible_records
from duban_site.registers.queries.list_page import MAX_COUNT


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register as the list shows it. Where `more`, `total` is a lower bound."""

    register: Register
    total: int
    open: int
    late: int
    more: bool = False


def list_visible_registers(person: Caller, today: dt.date) -> list[RegisterRow]:
    """The registers that the person may see, with counts of the records they may see."""
    registers = list(policy.filter_visible(person, "registers.see", Register.objects.select_related("body")))
    visible_records = policy.filter_visible(person, "registers.see_record", RegisterRecord.objects.all())
    if visible_records.query.distinct:
        visible_records = RegisterRecord.objects.filter(pk__in=visible_records.order_by().values("pk"))
    large_register_keys = [register.pk for register in registers if register.counter > MAX_COUNT]
    records_by_register = visible_records.exclude(register__in=large_register_keys).order_by().values("register")
    counts_by_register = {
        row["register"]: row
        for row in records_by_register.annotate(
            total=Count("pk"), opened=Count("pk", filter=Q(open=True)), late=Count("pk", filter=Q(due__lt=today))
        )
    }
    register_rows = [
        _register_row(register, counts_by_register.get(register.pk))
        for register in registers
        if register.pk not in large_register_keys
    ]
    return register_rows + [
        _large_register_row(person, large_register, today)
        for large_register in registers
        if large_register.pk in large_register_keys
    ]


def _register_row(register: Register, counts: Mapping[str, Any] | None) -> RegisterRow:
    if counts is None:
        return RegisterRow(register, 0, 0, 0)
    return RegisterRow(register, counts["total"], counts["opened"], counts["late"])


def _large_register_row(person: Caller, register: Register, today: dt.date) -> RegisterRow:
    """The row of a large register; counting stops at the limit, as there may be millions."""
    records = list_visible_records(person, register).order_by()
    late_count = records.filter(due__lt=today)[:MAX_COUNT].count()
    return RegisterRow(register, MAX_COUNT, 0, late_count, more=True)
