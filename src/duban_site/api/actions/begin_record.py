"""A program begins a record under the key that its own system uses for it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Value
from duban_site.api.models import ExternalKey
from duban_site.core.actor import Actor, format_actor_name
from duban_site.core.errors import Conflict
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming
from duban_site.registers.history import load_events
from duban_site.registers.models import Register, RegisterRecord


@transaction.atomic
def begin_record(
    actor: Actor,
    register: Register,
    values: Mapping[str, Value],
    external_key: str = "",
    timing: EventTiming = RECORDED_NOW,
) -> RegisterRecord:
    """Begin a record; raises Conflict where the register has one of that key already."""
    locked_register = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    if not external_key:
        return create_record(actor, locked_register, values, timing=timing)
    existing_key = (
        ExternalKey.objects.filter(register=locked_register, key=external_key).select_related("record").first()
    )
    if existing_key is not None:
        message = _("来源编号 %(key)s 已登记，编号 %(number)s。")
        raise Conflict(message % {"key": external_key, "number": existing_key.record.number})
    record = create_record(actor, locked_register, values, timing=timing)
    ExternalKey.objects.create(register=locked_register, record=record, key=external_key)
    return record


def find_repeated_beginning(
    actor: Actor, register: Register, values: Mapping[str, Value], external_key: str
) -> RegisterRecord | None:
    """The record of this key, if the same actor began it with the same values; else None."""
    key_row = ExternalKey.objects.filter(register=register, key=external_key).select_related("record").first()
    if key_row is None:
        return None
    creation = load_events(register.declaration, key_row.record)[0]
    filled_values = {field_key: value for field_key, value in values.items() if value is not None}
    is_same_request = creation.actor == format_actor_name(actor) and getattr(creation, "values", None) == filled_values
    return key_row.record if is_same_request else None
