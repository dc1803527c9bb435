"""Look up earlier calls that a new one may repeat; logged, since it uses personal data."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duban.registers import Value
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.audit.log import log
from duban_site.core.clock import today
from duban_site.registers.models import Register
from duban_site.registers.queries.recalling import Earlier, earlier_than, sign_for, takes_repeats


@transaction.atomic
def look_for_repeats(
    actor: Caller, register: Register, values: Mapping[str, Value]
) -> list[Earlier]:
    """The earlier tickets that a new one may repeat.

    The log has the tickets shown and whether the telephone number was used, never the number.
    """
    policy.require(actor, "registers.write", register)
    if not takes_repeats(register.declaration):
        return []
    sign = sign_for(actor, register, values)
    found = earlier_than(actor, register, values, sign, today())
    told = [[one.row.number, one.recall.why] for one in found]
    log(actor, "registers.look_for_repeats", register, by_caller=bool(sign), shown=told)
    return found
