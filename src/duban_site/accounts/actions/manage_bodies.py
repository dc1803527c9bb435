"""The office's list of units and leaders."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.people.models import Body, Leader


@transaction.atomic
def save_body(actor: Actor, body: Body) -> Body:
    """Create a body or save its changes. Bodies are never deleted: reports refer to them."""
    policy.require(actor, "people.manage_bodies")
    return write_body(actor, body)


def write_body(actor: Actor, body: Body) -> Body:
    """As `save_body`, for a caller that has checked the right itself."""
    is_new = body.pk is None
    body.full_clean()
    body.save()
    details = {"aliases": body.aliases, "kind": body.kind, "active": body.active}
    details["leader"] = None if body.leader is None else body.leader.name
    log_event(actor, "people.open_body" if is_new else "people.change_body", body, **details)
    return body


@transaction.atomic
def save_leader(actor: Actor, leader: Leader) -> Leader:
    """Open a leader in charge, or write the changes."""
    policy.require(actor, "people.manage_bodies")
    return write_leader(actor, leader)


def write_leader(actor: Actor, leader: Leader) -> Leader:
    """As `save_leader`, for a caller that has checked the right itself."""
    leader.full_clean()
    leader.save()
    log_event(actor, "people.save_leader", leader, title=leader.title)
    return leader


@transaction.atomic
def open_bodies(actor: Actor, bodies: Sequence[Body]) -> list[Body]:
    """Create many bodies at once (a city's table); existing ones are unchanged."""
    policy.require(actor, "people.manage_bodies")
    existing_names = set(Body.objects.values_list("name", flat=True))
    new_bodies = [body for body in bodies if body.name not in existing_names]
    Body.objects.bulk_create(new_bodies)
    if new_bodies:
        log_event(actor, "people.open_bodies", None, names=[body.name for body in new_bodies])
    return new_bodies
