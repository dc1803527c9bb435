"""Map a person's role and body to the library's duties for a register or a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from duban.registers import Declaration, Duty, FieldType, Record, Rights, Value
from duban_site.accounts.queries import directory
from duban_site.core.actor import Actor, System, actor_name
from duban_site.people.models import Body, BodyKind, Person, Role, ServiceAccount
from duban_site.registers.models import Register

OFFICERS = {"keeper": Duty.KEEPER, "supervisor": Duty.SUPERVISOR, "intake": Duty.INTAKE}
"""Field of an officer's account, set by the administrator → the duty it gives."""
KEEPING = frozenset({Duty.KEEPER, Duty.INTAKE})
SERVICE = KEEPING | {Duty.LEAD, Duty.HEAD, Duty.BODY}
"""A service account's duties for every record of its registers: it reports changes made in
another system, for the keeper and the lead bodies. It writes personal values, but reads none."""
PLACES = {BodyKind.COUNTY: Duty.COUNTY, BodyKind.STREET: Duty.STREET}


@dataclass(frozen=True, slots=True)
class Bodies:
    """The units that a record's fields name."""

    lead: Body | None = None
    county: Body | None = None
    street: Body | None = None
    others: tuple[Body, ...] = ()


@dataclass(slots=True)
class Names:
    """All bodies by every name, loaded once for any number of records."""

    bodies: dict[str, Body] = field(default_factory=lambda: directory().bodies)

    def of(self, declaration: Declaration, record: Record) -> Bodies:
        """The bodies that a record names: lead, county, street, and further ones."""
        lead = self._body(record.values.get(declaration.lead or ""))
        places = [self._body(v) for v in _typed(declaration, record, FieldType.PLACE)]
        named = [self._body(v) for v in _typed(declaration, record, FieldType.BODY)]
        others = {u.pk: u for u in named if u is not None and u != lead}
        return Bodies(
            lead,
            _kind(places, BodyKind.COUNTY),
            _kind(places, BodyKind.STREET),
            (*others.values(),),
        )

    def _body(self, value: Value) -> Body | None:
        return self.bodies.get(value.strip()) if isinstance(value, str) else None


def _kind(bodies: Iterable[Body | None], kind: BodyKind) -> Body | None:
    return next((body for body in bodies if body is not None and body.kind == kind), None)


def _typed(declaration: Declaration, record: Record, kind: FieldType) -> Iterable[Value]:
    yield from (record.values.get(f.key) for f in declaration.fields if f.type is kind)
    for group in declaration.rows:
        keys = [f.key for f in group.fields if f.type is kind]
        rows = record.rows.get(group.key, {}).values() if keys else ()
        yield from (row.values.get(key) for row in rows for key in keys)


def rights(actor: Actor, register: Register, bodies: Bodies | None = None) -> Rights:
    """The actor's duties for a record that names `bodies`, or (None) for the register itself.

    Personal fields are for the keepers of the register and the lead body of the record. Officers
    see them only where the office keeps the register and they have the keeper or intake duty.
    """
    name = actor_name(actor)
    if isinstance(actor, System):
        return Rights(name, frozenset(Duty), persons=True, restricted=True)
    if isinstance(actor, ServiceAccount):
        return Rights(name, SERVICE, restricted=True)
    if actor.role == Role.OFFICER:
        given = frozenset(duty for key, duty in OFFICERS.items() if getattr(actor, key))
        persons = register.body_id is None and bool(given & KEEPING)
        return Rights(name, given | {Duty.OFFICE}, persons=persons, restricted=True)
    if actor.role == Role.AUDITOR:
        return Rights(name, restricted=True)
    if actor.body_id is None:
        return Rights(name)
    keeps, leads = actor.body_id == register.body_id, bodies is not None and _is(actor, bodies.lead)
    duties = _of_body(actor, bodies) | (KEEPING if keeps else frozenset())
    if keeps and actor.role == Role.HEAD:
        duties |= {Duty.HEAD}
    return Rights(name, duties, persons=keeps or leads, restricted=keeps)


def _of_body(person: Person, bodies: Bodies | None) -> frozenset[Duty]:
    """Duties by the person's body for a record; for a register, those they could have in it."""
    own = Duty.HEAD if person.role == Role.HEAD else Duty.LEAD
    kind = person.body.kind if person.body else ""
    place = {PLACES[BodyKind(kind)]} if kind in PLACES else set()
    if bodies is None:
        return frozenset({own, Duty.BODY, *place})
    found: set[Duty] = set()
    if _is(person, bodies.lead):
        found |= {own, Duty.BODY}
    if any(_is(person, body) for body in bodies.others):
        found.add(Duty.BODY)
    if _is(person, bodies.county) or _is(person, bodies.street):
        found |= place
    return frozenset(found)


def _is(person: Person, body: Body | None) -> bool:
    return body is not None and body.pk == person.body_id
