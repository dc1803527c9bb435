"""A program begins a record under the key that its own system uses for it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Value
from duban_site.api.models import ExternalKey
from duban_site.core.actor import Actor, actor_name
from duban_site.core.errors import Conflict
from duban_site.registers.actions.create import create
from duban_site.registers.actions.happen import NOW, When
from duban_site.registers.history import events_of
from duban_site.registers.models import Register, RegisterRecord


@transaction.atomic
def begin_record(
    actor: Actor,
    register: Register,
    values: Mapping[str, Value],
    key: str = "",
    when: When = NOW,
) -> RegisterRecord:
    """Begin a record; raises Conflict where the register has one of that key already."""
    held = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    if not key:
        return create(actor, held, values, when=when)
    earlier = ExternalKey.objects.filter(register=held, key=key).select_related("record").first()
    if earlier is not None:
        message = _("来源编号 %(key)s 已登记，编号 %(number)s。")
        raise Conflict(message % {"key": key, "number": earlier.record.number})
    made = create(actor, held, values, when=when)
    ExternalKey.objects.create(register=held, record=made, key=key)
    return made


def begun_already(
    actor: Actor, register: Register, values: Mapping[str, Value], key: str
) -> RegisterRecord | None:
    """The record of this key, if the same actor began it with the same values; else None."""
    held = ExternalKey.objects.filter(register=register, key=key).select_related("record").first()
    if held is None:
        return None
    created = events_of(register.declaration, held.record)[0]
    given = {name: value for name, value in values.items() if value is not None}
    own = created.actor == actor_name(actor) and getattr(created, "values", None) == given
    return held.record if own else None
