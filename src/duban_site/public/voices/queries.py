"""Clues as the office and the units read them."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from duban_site.core.access.policy import Anybody, policy
from duban_site.core.clock import today
from duban_site.encryption.reads import value_unnoted
from duban_site.public.models import Clue, Contact
from duban_site.public.voices.masking import masked


def clues(who: Anybody, stage: str = "") -> QuerySet[Clue]:
    """The clues that `actor` may see, newest first; of one stage where it is given."""
    found = policy.visible(who, "public.see_clues", Clue.objects.all())
    if stage:
        found = found.filter(stage=stage)
    return found.select_related("commitment__plan", "body").order_by("-at", "-pk")


def stages(who: Anybody) -> dict[str, int]:
    """Stage → number of clues that `actor` may see."""
    rows = policy.visible(who, "public.see_clues", Clue.objects.all()).order_by()
    return dict(rows.values_list("stage").annotate(n=Count("pk", distinct=True)))


def masked_contact(clue: Clue) -> str:
    """The masked contact; empty where there is none or it has expired."""
    kept = Contact.objects.filter(clue=clue, until__gte=today()).first()
    return "" if kept is None else masked(value_unnoted(kept, "reach"))
