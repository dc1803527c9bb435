"""The registers in use, each with how many records are open and late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from duban_site.access.policy import policy
from duban_site.ledgers.models import Ledger, LedgerRecord
from duban_site.ledgers.queries.list_page import CAP
from duban_site.ledgers.queries.listing import records_for
from duban_site.people.models import Person


@dataclass(frozen=True, slots=True)
class Row:
    """A register as the list shows it. Where `more`, it holds more records than are counted."""

    ledger: Ledger
    total: int
    open: int
    late: int
    more: bool = False


def ledgers_for(person: Person, today: dt.date) -> list[Row]:
    """Those that the person may see, with counts of what the person may see in them."""
    ledgers = list(policy.visible(person, "ledgers.see", Ledger.objects.select_related("unit")))
    seen = policy.visible(person, "ledgers.see_record", LedgerRecord.objects.all())
    if seen.query.distinct:
        seen = LedgerRecord.objects.filter(pk__in=seen.order_by().values("pk"))
    large = [ledger.pk for ledger in ledgers if ledger.counter > CAP]
    counted = seen.exclude(ledger__in=large).order_by().values("ledger")
    found = {
        row["ledger"]: row
        for row in counted.annotate(
            total=Count("pk"),
            opened=Count("pk", filter=Q(open=True)),
            late=Count("pk", filter=Q(due__lt=today)),
        )
    }
    out = [_row(ledger, found.get(ledger.pk)) for ledger in ledgers if ledger.pk not in large]
    return out + [_large(person, one, today) for one in ledgers if one.pk in large]


def _row(ledger: Ledger, row: Mapping[str, Any] | None) -> Row:
    if row is None:
        return Row(ledger, 0, 0, 0)
    return Row(ledger, row["total"], row["opened"], row["late"])


def _large(person: Person, ledger: Ledger, today: dt.date) -> Row:
    """Of a large register only so many are counted: the list must not read a million rows."""
    records = records_for(person, ledger).order_by()
    late = records.filter(due__lt=today)[:CAP].count()
    return Row(ledger, CAP, 0, late, more=True)
