"""A register's records as sheets: those the reader may see, without personal fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from duban.registers import fold
from duban.registers.sheets import Sheet, build_sheets
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.people.models import Person
from duban_site.registers.history import stream_histories
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.filters import Filters, filter_records, list_visible_records

MAX_ROWS = 20_000


def build_register_sheets(person: Person, register: Register, query: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """The filtered records. Raises Refused where there are too many for one workbook."""
    declaration = register.declaration
    filters = Filters.from_query(declaration, query)
    matching_records = filter_records(list_visible_records(person, register), filters, today()).order_by()
    record_keys = list(matching_records.values_list("pk", flat=True)[: MAX_ROWS + 1])
    if len(record_keys) > MAX_ROWS:
        message = _("符合的记录多于 %(most)s 条；请先筛选，分几次导出。")
        raise Refused(message % {"most": MAX_ROWS})
    exported_records = RegisterRecord.objects.filter(pk__in=matching_records.values("pk"))
    records = (fold(declaration, events) for events in stream_histories(declaration, exported_records.values("pk")))
    return build_sheets(declaration, (record for record in records if record is not None))
