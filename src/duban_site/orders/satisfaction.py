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
from duban_site.accounts.queries import directory
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.registers.models import Register
from duban_site.registers.queries import counted_of, measure_lines
from duban_site.registers.queries.computing import Asked
from duban_site.registers.queries.measures import Line

MEASURE = "satisfaction"
LEAST = 10


def measured(plan: Plan, as_of: dt.date) -> Iterator[Satisfaction]:
    """Each body's satisfaction as of the day, where it is below the floor.

    Registers belong to the city, not to a plan: they count in the plan of the day's year, and
    simulated ones only in a simulated plan.
    """
    if plan.year != as_of.year:
        return
    bodies = directory().bodies
    for register in Register.objects.filter(simulated=plan.simulated):
        field = _unit_field(register.declaration)
        if field is not None:
            yield from _of_register(register, field, bodies, as_of)


def _unit_field(declaration: Declaration) -> str | None:
    measure = next((m for m in declaration.measures if m.key == MEASURE), None)
    if measure is None or measure.unit != "%":
        return None
    named = {field.key for field in declaration.fields if field.type is FieldType.BODY}
    return next((key for key in measure.by if key in named), None)


def _of_register(
    register: Register, field: str, bodies: dict[str, Body], as_of: dt.date
) -> Iterator[Satisfaction]:
    floor = Decimal(settings.SATISFACTION_FLOOR)
    for line in measure_lines(register, as_of)[0]:
        if line.measure.key != MEASURE:
            continue
        for name, value in line.groups.get(field, []):
            if name in bodies and value is not None and value < floor:
                asked = Asked(MEASURE, field, name)
                counted = counted_of(register, asked, as_of, 1)
                if counted is not None and counted.total >= LEAST:
                    yield _one(register, line, bodies[name], value, counted.total)


def _one(register: Register, line: Line, body: Body, value: Decimal, count: int) -> Satisfaction:
    floor = Decimal(settings.SATISFACTION_FLOOR)
    evidence = {
        "register": register.name,
        "as_of": line.as_of.isoformat(),
        "value": f"{value:.1f}",
        "floor": str(floor),
        "count": count,
    }
    return Satisfaction(register.key, body.pk, line.as_of, value, floor, evidence)
