"""Records of another register that a field may point to: offered, looked up, linked."""

from __future__ import annotations

from collections.abc import Mapping

from duban.register import Declaration, FieldType, Value
from duban_site.access.policy import policy
from duban_site.ledgers.days import today
from duban_site.ledgers.models import Ledger, LedgerRecord
from duban_site.ledgers.queries.listing import Filters, filtered, records_for
from duban_site.people.models import Person

OFFERED = 30


def offered(person: Person, register: str, words: str = "") -> list[LedgerRecord]:
    """The newest records of a register that the person may see and that say `words`."""
    ledger = policy.visible(person, "ledgers.see", Ledger.objects.filter(key=register)).first()
    if ledger is None:
        return []
    records = filtered(records_for(person, ledger), Filters(words=words.strip()[:100]), today())
    return list(records.only("number", "title", "region")[:OFFERED])


def there_is(register: str, number: str) -> bool:
    """Whether the register has the record; also where the register itself is not in use."""
    held = Ledger.objects.filter(key=register).first()
    return held is None or held.records.filter(number=number).exists()


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
