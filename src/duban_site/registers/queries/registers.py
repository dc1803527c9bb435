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
from duban_site.registers.queries.list_page import CAP
from duban_site.registers.queries.listing import records_for


@dataclass(frozen=True, slots=True)
class Row:
    """A register as the list shows it. Where `more`, `total` is a lower bound."""

    register: Register
    total: int
    open: int
    late: int
    more: bool = False


def registers_for(person: Caller, today: dt.date) -> list[Row]:
    """The registers that the person may see, with counts of the records they may see."""
    registers = list(
        policy.visible(person, "registers.see", Register.objects.select_related("body"))
    )
    seen = policy.visible(person, "registers.see_record", RegisterRecord.objects.all())
    if seen.query.distinct:
        seen = RegisterRecord.objects.filter(pk__in=seen.order_by().values("pk"))
    large = [register.pk for register in registers if register.counter > CAP]
    counted = seen.exclude(register__in=large).order_by().values("register")
    found = {
        row["register"]: row
        for row in counted.annotate(
            total=Count("pk"),
            opened=Count("pk", filter=Q(open=True)),
            late=Count("pk", filter=Q(due__lt=today)),
        )
    }
    out = [
        _row(register, found.get(register.pk)) for register in registers if register.pk not in large
    ]
    return out + [_large(person, one, today) for one in registers if one.pk in large]


def _row(register: Register, row: Mapping[str, Any] | None) -> Row:
    if row is None:
        return Row(register, 0, 0, 0)
    return Row(register, row["total"], row["opened"], row["late"])


def _large(person: Caller, register: Register, today: dt.date) -> Row:
    """The row of a large register; counting stops at the limit, as there may be millions."""
    records = records_for(person, register).order_by()
    late = records.filter(due__lt=today)[:CAP].count()
    return Row(register, CAP, 0, late, more=True)
