"""Deleting citizens' contacts whose retention period has ended."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import today
from duban_site.public.models import Contact


@transaction.atomic
def purge_contacts(actor: Actor) -> int:
    """Delete the expired contacts and return how many there were; logged where there were any."""
    policy.require(actor, "public.purge_contacts")
    gone, _by_model = Contact.objects.filter(until__lt=today()).delete()
    if gone:
        log(actor, "public.purge_contacts", contacts=gone)
    return gone
