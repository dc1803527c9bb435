"""Records of another register that a field may point to: offered, looked up, linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duban.register import Declaration, Event, Field, FieldType, Record, Refusal, Value
from duban.register.referring import Missing, nobody, references
from duban_site.access.policy import policy
from duban_site.clock import today
from duban_site.ledgers.duties import Names
from duban_site.ledgers.models import Ledger, LedgerRecord
from duban_site.ledgers.queries.listing import Filters, filtered, records_for
from duban_site.people.models import Person

OFFERED = 30
BATCH = 1000


def offered(person: Person, register: str, words: str = "") -> list[LedgerRecord]:
    """The newest records of a register that the person may see and that say `words`."""
    ledger = policy.visible(person, "ledgers.see", Ledger.objects.filter(key=register)).first()
    if ledger is None:
        return []
    records = filtered(records_for(person, ledger), Filters(words=words.strip()[:100]), today())
    return list(records.only("number", "title", "region")[:OFFERED])


def missing(names: Names) -> Missing:
    """Of the units and records that a field names, those that there are not.

    Where the register pointed to is not in use, its records cannot be looked up: none is missing.
    """

    def asked(field: Field, values: frozenset[str]) -> set[str]:
        if field.type is FieldType.UNIT:
            return {value for value in values if value.strip() not in names.units}
        ledger = Ledger.objects.filter(key=field.register or "").first()
        return set() if ledger is None else set(values) - _held(ledger, sorted(values))

    return asked


def _held(ledger: Ledger, numbers: list[str]) -> set[str]:
    found = set[str]()
    for start in range(0, len(numbers), BATCH):
        some = ledger.records.filter(number__in=numbers[start : start + BATCH])
        found |= set(some.values_list("number", flat=True))
    return found


def nowhere(
    declaration: Declaration, before: Record | None, event: Event, names: Names
) -> Iterator[Refusal]:
    """Each reference that an event newly writes and that leads nowhere."""
    look = missing(names)
    for field, value in references(declaration, before, event):
        if look(field, frozenset({value})):
            yield Refusal("nowhere", nobody(field, value), field.key)


def referred(
    person: Person, declaration: Declaration, values: Mapping[str, Value]
) -> dict[str, LedgerRecord]:
    """Field → the record that it points to, of those that the person may see."""
    found = dict[str, LedgerRecord]()
    for field in declaration.fields:
        number = values.get(field.key)
        if field.type is not FieldType.RECORD or not isinstance(number, str):
            continue
        pointed = LedgerRecord.objects.filter(ledger__key=field.register or "", number=number)
        row = policy.visible(person, "ledgers.see_record", pointed).first()
        if row is not None:
            found[field.key] = row
    return found
