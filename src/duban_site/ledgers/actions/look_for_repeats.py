"""Looking whether a call repeats an earlier one: a use of personal data, and so logged."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duban.register import Value
from duban_site.access.policy import policy
from duban_site.audit.log import log
from duban_site.clock import today
from duban_site.ledgers.models import Ledger
from duban_site.ledgers.queries.recalling import Earlier, earlier_than, sign_for, takes_repeats
from duban_site.people.models import Person


@transaction.atomic
def look_for_repeats(actor: Person, ledger: Ledger, values: Mapping[str, Value]) -> list[Earlier]:
    """The earlier tickets that a new one might belong to.

    The log keeps which were shown and whether they were looked for by number; never the number.
    """
    policy.require(actor, "ledgers.write", ledger)
    if not takes_repeats(ledger.declaration):
        return []
    sign = sign_for(actor, ledger, values)
    found = earlier_than(actor, ledger, values, sign, today())
    told = [[one.row.number, one.recall.why] for one in found]
    log(actor, "ledgers.look_for_repeats", ledger, by_caller=bool(sign), shown=told)
    return found
