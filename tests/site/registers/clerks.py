"""Clerks: each step of a record by somebody in whose hands its declaration lays it.

Lu and Wei of the water bureau lead every record; a liaison each of the county and the street in
which all of them lie; Shen of the office keeps the registers.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterable, Mapping
from typing import Any

from cast_of_people import Cast
from django.utils import timezone

from duban.registers import Declaration, Duty, Field, FieldType, Move, generating
from duban.registers.field import NUMBER_TYPES
from duban.registers.invented_values import invent_value
from duban_site.people.models import Body, Person, Role
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Register, RegisterRecord

COUNTY, STREET = "云岭县", "青溪街道"
PLACES = {FieldType.BODY: "市水务局", FieldType.PLACE: COUNTY}
Values = Mapping[str, Any]


def on(day: dt.date) -> EventTiming:
    """Recorded in the morning of a day."""
    return EventTiming(dt.datetime.combine(day, dt.time(9), timezone.get_current_timezone()))


def way(declaration: Declaration, origin: str, through: list[str]) -> list[Move]:
    """The shortest way from one stage through others, one after another."""
    found = list[Move]()
    for to in through:
        steps = generating.find_shortest_path(declaration, origin, to)
        assert steps or origin == to, f"{declaration.id}: no way from {origin} to {to}"
        found += steps
        origin = to
    return found


class Clerks:
    """The people, and what they have done so far."""

    def __init__(self, cast: Cast) -> None:
        county = Body.objects.create(name=COUNTY, kind="county", order=8)
        street = Body.objects.create(name=STREET, kind="street", order=9)
        self.people: dict[Duty, Person] = {
            Duty.LEAD: cast.lu,
            Duty.COUNTY: _liaison("county", "庄禾", county),
            Duty.STREET: _liaison("street", "石青", street),
            Duty.HEAD: cast.wei,
            Duty.KEEPER: cast.shen,
        }
        self.worked: set[str] = set()
        self.rng = random.Random(7)  # noqa: S311 # not for secrets

    def by(self, duties: Iterable[Duty]) -> Person:
        """Who does it: as near to the work as the declaration allows."""
        found = next(person for duty, person in self.people.items() if duty in set(duties))
        self.worked.add(found.username)
        return found

    def begin(self, register: Register, day: dt.date, values: Values) -> RegisterRecord:
        """A new record, what its first stage asks for filled."""
        declaration = register.declaration
        first = declaration.stages[0].key
        needed = [f for f in declaration.fields if f.required == first]
        filled = {f.key: self._fill(f, day) for f in needed} | dict(values)
        return create_record(self.by(declaration.create), register, filled, timing=on(day))

    def bring(self, record: RegisterRecord, through: list[str], day: dt.date, values: Values) -> None:
        """On through stages, all on `day`: documents first, then what each stage asks for."""
        declaration = record.register.declaration
        filled = dict(record.values) | dict(values)
        for step in way(declaration, record.stage, through):
            person = self.by(step.who)
            for kind in step.documents:
                attach_document(person, record, kind, f"{kind}.pdf", io.BytesIO(b"%PDF 1"), timing=on(day))
            order = declaration.order
            asked = {
                f.key: values.get(f.key, self._fill(f, day))
                for f in declaration.fields
                if f.key in step.requires or (f.required and order(f.required) <= order(step.to))
                if f.key in values or filled.get(f.key) is None
            }
            filled |= asked
            move_to_stage(person, record, step.to, asked, timing=on(day))
        record.refresh_from_db()

    def _fill(self, field: Field, day: dt.date) -> Any:
        if field.key in ("street", "township"):
            return STREET
        if field.type in NUMBER_TYPES:
            return int(field.minimum or 0)
        return PLACES.get(field.type) or invent_value(field, self.rng, day)


def _liaison(username: str, name: str, body: Body) -> Person:
    person = Person(username=username, name=name, role=Role.LIAISON, body=body)
    person.must_change_password = False
    person.save()
    return person
