"""Satisfaction by body, from the registers in use whose declaration measures it.

A register measures satisfaction by a measure `satisfaction` in per cent, split by a field that
names a body. Few ratings prove little: a body with fewer than `MIN_RATINGS` is skipped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings

from duban.orders import Satisfaction
from duban.registers import Declaration, FieldType
from duban_site.accounts.queries import load_directory
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.registers.models import Register
from duban_site.registers.queries import list_measure_lines, load_record_page
from duban_site.registers.queries.compute_measures import MeasureQuery
from duban_site.registers.queries.measures import MeasureLine

MEASURE_KEY = "satisfaction"
MIN_RATINGS = 10


def find_low_satisfaction(plan: Plan, as_of: dt.date) -> Iterator[Satisfaction]:
    """Each body's satisfaction as of the day, where it is below the floor.

    Registers belong to the city, not to a plan: they count in the plan of the day's year, and
    simulated ones only in a simulated plan.
    """
    if plan.year != as_of.year:
        return
    body_by_name = load_directory().bodies
    for register in Register.objects.filter(simulated=plan.simulated):
        body_field = _find_body_field(register.declaration)
        if body_field is not None:
            yield from _low_in_register(register, body_field, body_by_name, as_of)


def _find_body_field(declaration: Declaration) -> str | None:
    measure = next((candidate for candidate in declaration.measures if candidate.key == MEASURE_KEY), None)
    if measure is None or measure.unit != "%":
        return None
    body_fields = {field.key for field in declaration.fields if field.type is FieldType.BODY}
    return next((field_key for field_key in measure.by if field_key in body_fields), None)


def _low_in_register(
    register: Register, body_field: str, body_by_name: dict[str, Body], as_of: dt.date
) -> Iterator[Satisfaction]:
    floor = Decimal(settings.SATISFACTION_FLOOR)
    for line in list_measure_lines(register, as_of)[0]:
        if line.measure.key != MEASURE_KEY:
            continue
        for body_name, value in line.groups.get(body_field, []):
            if body_name in body_by_name and value is not None and value < floor:
                query = MeasureQuery(MEASURE_KEY, body_field, body_name)
                record_page = load_record_page(register, query, as_of, 1)
                if record_page is not None and record_page.total >= MIN_RATINGS:
                    yield _make_satisfaction(register, line, body_by_name[body_name], value, record_page.total)


def _make_satisfaction(
    register: Register, line: MeasureLine, body: Body, value: Decimal, rating_count: int
) -> Satisfaction:
    floor = Decimal(settings.SATISFACTION_FLOOR)
    evidence = {
        "register": register.name,
        "as_of": line.as_of.isoformat(),
        "value": f"{value:.1f}",
        "floor": str(floor),
        "count": rating_count,
    }
    return Satisfaction(register.key, body.pk, line.as_of, value, floor, evidence)
