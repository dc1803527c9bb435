"""Records of another register that a field may refer to: suggest, check and load them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duban.notices import Notice
from duban.registers import Declaration, Event, Field, FieldType, Record, Value
from duban.registers.references import FindMissing, iterate_references, refuse_reference
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.people.models import Person
from duban_site.registers.duties import BodyDirectory
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.filters import Filters, filter_records, list_visible_records

MAX_OFFERED = 30
BATCH_SIZE = 1000


def search_offered_records(person: Person, register_key: str, words: str = "") -> list[RegisterRecord]:
    """The newest records of a register that the person may see and that contain `words`."""
    register = policy.filter_visible(person, "registers.see", Register.objects.filter(key=register_key)).first()
    if register is None:
        return []
    records = filter_records(list_visible_records(person, register), Filters(words=words.strip()[:100]), today())
    return list(records.only("number", "title", "region")[:MAX_OFFERED])


def make_missing_finder(body_directory: BodyDirectory) -> FindMissing:
    """Make a function that gives those of a field's bodies or records that do not exist.

    Where the register referred to is not in use, nothing can be looked up: no value is missing.
    """

    def find_missing(field: Field, values: frozenset[str]) -> set[str]:
        if field.type is FieldType.BODY:
            return {value for value in values if value.strip() not in body_directory.bodies}
        register = Register.objects.filter(key=field.register or "").first()
        return set() if register is None else set(values) - _existing_numbers(register, sorted(values))

    return find_missing


def make_caching_finder(body_directory: BodyDirectory) -> FindMissing:
    """The same with a cache: a record that was found is not looked up again."""
    finder, exists_by_reference = make_missing_finder(body_directory), dict[tuple[str, str], bool]()

    def find_missing(field: Field, values: frozenset[str]) -> set[str]:
        if field.type is FieldType.BODY:
            return set(finder(field, values))
        register = field.register or ""
        unchecked_values = frozenset(value for value in values if not exists_by_reference.get((register, value)))
        missing_values = set(finder(field, unchecked_values)) if unchecked_values else set()
        exists_by_reference.update({(register, value): True for value in unchecked_values - missing_values})
        return missing_values

    return find_missing


def _existing_numbers(register: Register, numbers: list[str]) -> set[str]:
    existing_numbers = set[str]()
    for start in range(0, len(numbers), BATCH_SIZE):
        matching_records = register.records.filter(number__in=numbers[start : start + BATCH_SIZE])
        existing_numbers |= set(matching_records.values_list("number", flat=True))
    return existing_numbers


def find_dangling_references(
    declaration: Declaration, previous_record: Record | None, event: Event, find_missing: FindMissing
) -> Iterator[Notice]:
    """A refusal for each new reference of an event whose target does not exist."""
    for field, value in iterate_references(declaration, previous_record, event):
        if find_missing(field, frozenset({value})):
            yield refuse_reference(field, value)


def load_referenced_records(
    person: Person, declaration: Declaration, values: Mapping[str, Value]
) -> dict[str, RegisterRecord]:
    """Field key → the record that it refers to, of those that the person may see."""
    record_by_field = dict[str, RegisterRecord]()
    for field in declaration.fields:
        number = values.get(field.key)
        if field.type is not FieldType.RECORD or not isinstance(number, str):
            continue
        referenced_records = RegisterRecord.objects.filter(register__key=field.register or "", number=number)
        row = policy.filter_visible(person, "registers.see_record", referenced_records).first()
        if row is not None:
            record_by_field[field.key] = row
    return record_by_field
