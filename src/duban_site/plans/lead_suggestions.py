"""Suggested lead bodies for the assign page; the office confirms or ignores them."""

from __future__ import annotations

from collections.abc import Sequence

from duban.bodies import Decision, Suggester, Suggestion
from duban_site.plans.models import Commitment
from duban_site.plans.queries import list_past_decisions

MAX_SUGGESTIONS = 3


def build_suggester() -> Suggester:
    """A suggester that has learnt from every decision of the office."""
    return Suggester(decisions=[Decision(task=task, lead=lead) for task, lead in list_past_decisions()])


def suggest_leads(commitments: Sequence[Commitment]) -> dict[int, list[Suggestion]]:
    """Commitment → at most three bodies with reasons, for those that have no lead body yet.

    Learns from every responsibility that the office has confirmed in any plan.
    """
    unassigned = [commitment for commitment in commitments if not commitment.responsibilities.all()]
    if not unassigned:
        return {}
    suggester = build_suggester()
    return {commitment.pk: suggester.suggest(commitment.text, top=MAX_SUGGESTIONS) for commitment in unassigned}
