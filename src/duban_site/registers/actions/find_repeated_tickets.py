"""Look up earlier calls that a new one may repeat; logged, since it uses personal data."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duban.registers import Value
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.registers.models import Register
from duban_site.registers.queries.earlier_tickets import (
    EarlierTicketRow,
    has_repeat_field,
    list_earlier_tickets,
    permitted_caller_hash,
)


@transaction.atomic
def find_repeated_tickets(actor: Caller, register: Register, values: Mapping[str, Value]) -> list[EarlierTicketRow]:
    """The earlier tickets that a new one may repeat.

    The log has the tickets shown and whether the telephone number was used, never the number.
    """
    policy.require(actor, "registers.write", register)
    if not has_repeat_field(register.declaration):
        return []
    caller_hash = permitted_caller_hash(actor, register, values)
    earlier_tickets = list_earlier_tickets(actor, register, values, caller_hash, today())
    ticket_reasons = [[ticket.row.number, ticket.recall.why] for ticket in earlier_tickets]
    log_event(actor, "registers.look_for_repeats", register, by_caller=bool(caller_hash), shown=ticket_reasons)
    return earlier_tickets
