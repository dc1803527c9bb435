"""Clues as the office and the units read them."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from duban_site.core.access.policy import AnyActor, policy
from duban_site.core.clock import today
from duban_site.encryption.personal_reads import get_unlogged_value
from duban_site.public.models import Clue, Contact
from duban_site.public.voices.masking import mask_contact


def list_visible_clues(actor: AnyActor, stage: str = "") -> QuerySet[Clue]:
    """The clues that `actor` may see, newest first; of one stage where it is given."""
    visible_clues = policy.filter_visible(actor, "public.see_clues", Clue.objects.all())
    if stage:
        visible_clues = visible_clues.filter(stage=stage)
    return visible_clues.select_related("commitment__plan", "body").order_by("-at", "-pk")


def count_clues_by_stage(actor: AnyActor) -> dict[str, int]:
    """Stage → number of clues that `actor` may see."""
    visible_clues = policy.filter_visible(actor, "public.see_clues", Clue.objects.all()).order_by()
    return dict(visible_clues.values_list("stage").annotate(n=Count("pk", distinct=True)))


def get_masked_contact(clue: Clue) -> str:
    """The masked contact; empty where there is none or it has expired."""
    contact = Contact.objects.filter(clue=clue, until__gte=today()).first()
    return "" if contact is None else mask_contact(get_unlogged_value(contact, "reach"))
