"""Records of another register that a field may refer to: suggest, check and load them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duban.registers import Declaration, Event, Field, FieldType, Record, Refusal, Value
from duban.registers.referring import Missing, nobody, references
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.people.models import Person
from duban_site.registers.duties import Names
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.listing import Filters, filtered, records_for

OFFERED = 30
BATCH = 1000


def offered(person: Person, register_key: str, words: str = "") -> list[RegisterRecord]:
    """The newest records of a register that the person may see and that contain `words`."""
    register = policy.visible(
        person, "registers.see", Register.objects.filter(key=register_key)
    ).first()
    if register is None:
        return []
    records = filtered(records_for(person, register), Filters(words=words.strip()[:100]), today())
    return list(records.only("number", "title", "region")[:OFFERED])


def missing(names: Names) -> Missing:
    """Make a function that gives those of a field's bodies or records that do not exist.

    Where the register referred to is not in use, nothing can be looked up: no value is missing.
    """

    def asked(field: Field, values: frozenset[str]) -> set[str]:
        if field.type is FieldType.BODY:
            return {value for value in values if value.strip() not in names.bodies}
        register = Register.objects.filter(key=field.register or "").first()
        return set() if register is None else set(values) - _held(register, sorted(values))

    return asked


def remembering(names: Names) -> Missing:
    """The same with a cache: a record that was found is not looked up again."""
    look, found = missing(names), dict[tuple[str, str], bool]()

    def asked(field: Field, values: frozenset[str]) -> set[str]:
        if field.type is FieldType.BODY:
            return set(look(field, values))
        register = field.register or ""
        new = frozenset(value for value in values if not found.get((register, value)))
        gone = set(look(field, new)) if new else set()
        found.update({(register, value): True for value in new - gone})
        return gone

    return asked


def _held(register: Register, numbers: list[str]) -> set[str]:
    found = set[str]()
    for start in range(0, len(numbers), BATCH):
        some = register.records.filter(number__in=numbers[start : start + BATCH])
        found |= set(some.values_list("number", flat=True))
    return found


def nowhere(
    declaration: Declaration, before: Record | None, event: Event, look: Missing
) -> Iterator[Refusal]:
    """A refusal for each new reference of an event whose target does not exist."""
    for field, value in references(declaration, before, event):
        if look(field, frozenset({value})):
            yield Refusal("nowhere", nobody(field, value), field.key)


def referred(
    person: Person, declaration: Declaration, values: Mapping[str, Value]
) -> dict[str, RegisterRecord]:
    """Field key → the record that it refers to, of those that the person may see."""
    found = dict[str, RegisterRecord]()
    for field in declaration.fields:
        number = values.get(field.key)
        if field.type is not FieldType.RECORD or not isinstance(number, str):
            continue
        pointed = RegisterRecord.objects.filter(register__key=field.register or "", number=number)
        row = policy.visible(person, "registers.see_record", pointed).first()
        if row is not None:
            found[field.key] = row
    return found
