"""Queries of the pages of published figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from duban_site.core.access.policy import policy
from duban_site.observation.models import Decision, Document, Proposal
from duban_site.people.models import Person
from duban_site.reporting.models import Figure


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal, and the figure that the body reported for the same claim and period (`reported_value`)."""

    proposal: Proposal
    reported_value: Decimal | None
    body: str

    @property
    def differs(self) -> bool:
        """Whether the body reported a different figure."""
        return self.reported_value is not None and self.reported_value != self.proposal.value


def list_documents(person: Person) -> QuerySet[Document]:
    """Return the documents of plans that the person may see, newest first.

    Each has the number of its proposals as `found`, and of undecided ones as `waiting`.
    """
    rows = policy.filter_visible(person, "observation.see", Document.objects.all())
    with_counts = rows.select_related("plan").annotate(
        found=Count("proposals"), waiting=Count("proposals", filter=Q(proposals__decision=Decision.OPEN))
    )
    return with_counts.order_by("-read_at", "-pk")


def list_rows(document: Document) -> list[Row]:
    """List the document's proposals in the plan's order, each with the body's figure."""
    return list(_iterate_rows(document))


def _iterate_rows(document: Document) -> Iterator[Row]:
    proposals = list(document.proposals.select_related("claim__commitment", "figure"))
    reported = Figure.objects.filter(claim__in=[candidate.claim_id for candidate in proposals], body__isnull=False)
    figure_by_claim_period = {
        (reported_figure.claim_id, reported_figure.period): reported_figure
        for reported_figure in reported.select_related("body").order_by("serial")
    }
    for proposal in proposals:
        figure = figure_by_claim_period.get((proposal.claim_id, proposal.period))
        body = figure.body.name if figure is not None and figure.body is not None else ""
        yield Row(proposal, None if figure is None else figure.value, body)
