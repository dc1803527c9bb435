"""Deleting citizens' contacts whose retention period has ended."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.public.models import Contact


@transaction.atomic
def purge_contacts(actor: Actor) -> int:
    """Delete the expired contacts and return how many there were; logged where there were any."""
    policy.require(actor, "public.purge_contacts")
    deleted_count, _count_by_model = Contact.objects.filter(until__lt=today()).delete()
    if deleted_count:
        log_event(actor, "public.purge_contacts", contacts=deleted_count)
    return deleted_count
