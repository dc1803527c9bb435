"""A register's records as sheets: those the reader may see, without personal fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from duban.registers import fold
from duban.registers.sheets import Sheet, sheets_of
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.people.models import Person
from duban_site.registers.history import histories
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.listing import Filters, filtered, records_for

MOST = 20_000


def sheets_for(person: Person, register: Register, asked: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """The filtered records. Raises Refused where there are too many for one workbook."""
    declaration = register.declaration
    filters = Filters.of(declaration, asked)
    found = filtered(records_for(person, register), filters, today()).order_by()
    keys = list(found.values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        message = _("符合的记录多于 %(most)s 条；请先筛选，分几次导出。")
        raise Refused(message % {"most": MOST})
    kept = RegisterRecord.objects.filter(pk__in=found.values("pk"))
    records = (fold(declaration, events) for events in histories(declaration, kept.values("pk")))
    return sheets_of(declaration, (record for record in records if record is not None))
