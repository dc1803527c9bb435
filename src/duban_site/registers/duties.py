"""Map a person's role and body to the library's duties for a register or a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from duban.registers import Declaration, Duty, FieldType, Record, Rights, Value
from duban_site.accounts.queries import load_directory
from duban_site.core.actor import Actor, SystemActor, format_actor_name
from duban_site.people.models import Body, BodyKind, Person, Role, ServiceAccount
from duban_site.registers.models import Register

DUTY_BY_ACCOUNT_FIELD = {"keeper": Duty.KEEPER, "supervisor": Duty.SUPERVISOR, "intake": Duty.INTAKE}
"""Field of an officer's account, set by the administrator → the duty it gives."""
KEEPER_DUTIES = frozenset({Duty.KEEPER, Duty.INTAKE})
SERVICE_ACCOUNT_DUTIES = KEEPER_DUTIES | {Duty.LEAD, Duty.HEAD, Duty.BODY}
"""A service account's duties for every record of its registers: it reports changes made in
another system, for the keeper and the lead bodies. It writes personal values, but reads none."""
DUTY_BY_BODY_KIND = {BodyKind.COUNTY: Duty.COUNTY, BodyKind.STREET: Duty.STREET}


@dataclass(frozen=True, slots=True)
class RecordBodies:
    """The units that a record's fields name."""

    lead: Body | None = None
    county: Body | None = None
    street: Body | None = None
    mentioned: tuple[Body, ...] = ()


@dataclass(slots=True)
class BodyDirectory:
    """All bodies by every name, loaded once for any number of records."""

    bodies: dict[str, Body] = field(default_factory=lambda: load_directory().bodies)

    def find_record_bodies(self, declaration: Declaration, record: Record) -> RecordBodies:
        """The bodies that a record names: lead, county, street, and further ones."""
        lead = self._find_body(record.values.get(declaration.lead or ""))
        place_bodies = [self._find_body(value) for value in _values_of_type(declaration, record, FieldType.PLACE)]
        mentioned_bodies = [self._find_body(value) for value in _values_of_type(declaration, record, FieldType.BODY)]
        remaining_by_key = {body.pk: body for body in mentioned_bodies if body is not None and body != lead}
        return RecordBodies(
            lead,
            _first_of_kind(place_bodies, BodyKind.COUNTY),
            _first_of_kind(place_bodies, BodyKind.STREET),
            (*remaining_by_key.values(),),
        )

    def _find_body(self, value: Value) -> Body | None:
        return self.bodies.get(value.strip()) if isinstance(value, str) else None


def _first_of_kind(bodies: Iterable[Body | None], kind: BodyKind) -> Body | None:
    return next((body for body in bodies if body is not None and body.kind == kind), None)


def _values_of_type(declaration: Declaration, record: Record, field_type: FieldType) -> Iterable[Value]:
    yield from (
        record.values.get(field_declaration.key)
        for field_declaration in declaration.fields
        if field_declaration.type is field_type
    )
    for group in declaration.rows:
        field_keys = [
            field_declaration.key for field_declaration in group.fields if field_declaration.type is field_type
        ]
        rows = record.rows.get(group.key, {}).values() if field_keys else ()
        yield from (row.values.get(key) for row in rows for key in field_keys)


def resolve_rights(actor: Actor, register: Register, bodies: RecordBodies | None = None) -> Rights:
    """The actor's duties for a record that names `bodies`, or (None) for the register itself.

    Personal fields are for the keepers of the register and the lead body of the record. Officers
    see them only where the office keeps the register and they have the keeper or intake duty.
    """
    display_name = format_actor_name(actor)
    if isinstance(actor, SystemActor):
        return Rights(display_name, frozenset(Duty), persons=True, restricted=True)
    if isinstance(actor, ServiceAccount):
        return Rights(display_name, SERVICE_ACCOUNT_DUTIES, restricted=True)
    if actor.role == Role.OFFICER:
        officer_duties = frozenset(
            duty for account_field, duty in DUTY_BY_ACCOUNT_FIELD.items() if getattr(actor, account_field)
        )
        sees_persons = register.body_id is None and bool(officer_duties & KEEPER_DUTIES)
        return Rights(display_name, officer_duties | {Duty.OFFICE}, persons=sees_persons, restricted=True)
    if actor.role == Role.AUDITOR:
        return Rights(display_name, restricted=True)
    if actor.body_id is None:
        return Rights(display_name)
    is_keeper, is_lead = (actor.body_id == register.body_id, bodies is not None and _belongs_to(actor, bodies.lead))
    duties = _duties_of_body(actor, bodies) | (KEEPER_DUTIES if is_keeper else frozenset())
    if is_keeper and actor.role == Role.HEAD:
        duties |= {Duty.HEAD}
    return Rights(display_name, duties, persons=is_keeper or is_lead, restricted=is_keeper)


def _duties_of_body(person: Person, bodies: RecordBodies | None) -> frozenset[Duty]:
    """Duties by the person's body for a record; for a register, those they could have in it."""
    personal_duty = Duty.HEAD if person.role == Role.HEAD else Duty.LEAD
    kind = person.body.kind if person.body else ""
    place_duties = {DUTY_BY_BODY_KIND[BodyKind(kind)]} if kind in DUTY_BY_BODY_KIND else set()
    if bodies is None:
        return frozenset({personal_duty, Duty.BODY, *place_duties})
    duties: set[Duty] = set()
    if _belongs_to(person, bodies.lead):
        duties |= {personal_duty, Duty.BODY}
    if any(_belongs_to(person, body) for body in bodies.mentioned):
        duties.add(Duty.BODY)
    if _belongs_to(person, bodies.county) or _belongs_to(person, bodies.street):
        duties |= place_duties
    return frozenset(duties)


def _belongs_to(person: Person, body: Body | None) -> bool:
    return body is not None and body.pk == person.body_id
