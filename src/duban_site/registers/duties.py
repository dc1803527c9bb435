"""Who somebody is to a register and to a record: from role and unit to the library's duties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from duban.registers import Declaration, Duty, FieldType, Record, Rights, Value
from duban_site.people.actor import Actor, System, actor_name
from duban_site.people.models import Person, Role, Unit, UnitKind
from duban_site.people.queries import directory
from duban_site.registers.models import Register

OFFICERS = {"keeper": Duty.KEEPER, "supervisor": Duty.SUPERVISOR, "intake": Duty.INTAKE}
"""What the administrator lets an officer do: the account's field → the duty."""
KEEPING = frozenset({Duty.KEEPER, Duty.INTAKE})
PLACES = {UnitKind.COUNTY: Duty.COUNTY, UnitKind.STREET: Duty.STREET}


@dataclass(frozen=True, slots=True)
class Units:
    """The units that a record's fields name."""

    lead: Unit | None = None
    county: Unit | None = None
    street: Unit | None = None
    others: tuple[Unit, ...] = ()


@dataclass(slots=True)
class Names:
    """Every unit by every name, asked for once however many records are looked at."""

    units: dict[str, Unit] = field(default_factory=lambda: directory().units)

    def of(self, declaration: Declaration, record: Record) -> Units:
        """The units that a record names: who leads, where it lies, who else."""
        lead = self._unit(record.values.get(declaration.lead or ""))
        places = [self._unit(v) for v in _typed(declaration, record, FieldType.PLACE)]
        named = [self._unit(v) for v in _typed(declaration, record, FieldType.UNIT)]
        others = {u.pk: u for u in named if u is not None and u != lead}
        return Units(
            lead,
            _kind(places, UnitKind.COUNTY),
            _kind(places, UnitKind.STREET),
            (*others.values(),),
        )

    def _unit(self, value: Value) -> Unit | None:
        return self.units.get(value.strip()) if isinstance(value, str) else None


def _kind(units: Iterable[Unit | None], kind: UnitKind) -> Unit | None:
    return next((unit for unit in units if unit is not None and unit.kind == kind), None)


def _typed(declaration: Declaration, record: Record, kind: FieldType) -> Iterable[Value]:
    yield from (record.values.get(f.key) for f in declaration.fields if f.type is kind)
    for group in declaration.rows:
        keys = [f.key for f in group.fields if f.type is kind]
        rows = record.rows.get(group.key, {}).values() if keys else ()
        yield from (row.values.get(key) for row in rows for key in keys)


def rights(actor: Actor, register: Register, units: Units | None = None) -> Rights:
    """The duties in which `actor` meets a record that names `units`, or the register itself.

    Personal fields are for those who keep the register or lead the record; the office sees them
    only where it keeps the register itself, and then those of its people who keep or take in.
    """
    name = actor_name(actor)
    if isinstance(actor, System):
        return Rights(name, frozenset(Duty), persons=True, restricted=True)
    if actor.role == Role.OFFICER:
        given = frozenset(duty for key, duty in OFFICERS.items() if getattr(actor, key))
        persons = register.unit_id is None and bool(given & KEEPING)
        return Rights(name, given | {Duty.OFFICE}, persons=persons, restricted=True)
    if actor.role == Role.AUDITOR:
        return Rights(name, restricted=True)
    if actor.unit_id is None:
        return Rights(name)
    keeps, leads = actor.unit_id == register.unit_id, units is not None and _is(actor, units.lead)
    duties = _of_unit(actor, units) | (KEEPING if keeps else frozenset())
    if keeps and actor.role == Role.HEAD:
        duties |= {Duty.HEAD}
    return Rights(name, duties, persons=keeps or leads, restricted=keeps)


def _of_unit(person: Person, units: Units | None) -> frozenset[Duty]:
    """What somebody is to a record by their unit; to a register, what they might become."""
    own = Duty.HEAD if person.role == Role.HEAD else Duty.LEAD
    kind = person.unit.kind if person.unit else ""
    place = {PLACES[UnitKind(kind)]} if kind in PLACES else set()
    if units is None:
        return frozenset({own, Duty.UNIT, *place})
    found: set[Duty] = set()
    if _is(person, units.lead):
        found |= {own, Duty.UNIT}
    if any(_is(person, unit) for unit in units.others):
        found.add(Duty.UNIT)
    if _is(person, units.county) or _is(person, units.street):
        found |= place
    return frozenset(found)


def _is(person: Person, unit: Unit | None) -> bool:
    return unit is not None and unit.pk == person.unit_id
