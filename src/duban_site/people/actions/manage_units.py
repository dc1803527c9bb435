"""The office's list of units and leaders."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duban_site.access.policy import policy
from duban_site.audit.log import log
from duban_site.people.actor import Actor
from duban_site.people.models import Leader, Unit


@transaction.atomic
def save_unit(actor: Actor, unit: Unit) -> Unit:
    """Open a unit, or write its changes. Units are never deleted: reports refer to them."""
    policy.require(actor, "people.manage_units")
    new = unit.pk is None
    unit.full_clean()
    unit.save()
    told = {"aliases": unit.aliases, "kind": unit.kind, "active": unit.active}
    log(actor, "people.open_unit" if new else "people.change_unit", unit, **told)
    return unit


@transaction.atomic
def save_leader(actor: Actor, leader: Leader) -> Leader:
    """Open a leader in charge, or write the changes."""
    policy.require(actor, "people.manage_units")
    leader.full_clean()
    leader.save()
    log(actor, "people.save_leader", leader, title=leader.title)
    return leader


@transaction.atomic
def open_units(actor: Actor, units: Sequence[Unit]) -> list[Unit]:
    """Open many units at once (a city's table of units); those that exist stay as they are."""
    policy.require(actor, "people.manage_units")
    known = set(Unit.objects.values_list("name", flat=True))
    new = [unit for unit in units if unit.name not in known]
    Unit.objects.bulk_create(new)
    if new:
        log(actor, "people.open_units", None, names=[unit.name for unit in new])
    return new
