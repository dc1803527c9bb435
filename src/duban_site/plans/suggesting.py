"""Suggested lead bodies for the assign page; the office confirms or ignores them."""

from __future__ import annotations

from collections.abc import Sequence

from duban.bodies import Decision, Suggester, Suggestion
from duban_site.plans.models import Commitment
from duban_site.plans.queries import past_decisions

SHOWN = 3


def suggestions(commitments: Sequence[Commitment]) -> dict[int, list[Suggestion]]:
    """Commitment → at most three bodies with reasons, for those that have no lead body yet.

    Learns from every responsibility that the office has confirmed in any plan.
    """
    open_ones = [c for c in commitments if not c.responsibilities.all()]
    if not open_ones:
        return {}
    decisions = [Decision(task=task, lead=lead) for task, lead in past_decisions()]
    suggester = Suggester(decisions=decisions)
    return {c.pk: suggester.suggest(c.text, top=SHOWN) for c in open_ones}
