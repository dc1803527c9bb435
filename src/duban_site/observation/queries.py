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
    """A proposal, and the figure that the body reported for the same claim and period (`own`)."""

    proposal: Proposal
    own: Decimal | None
    body: str

    @property
    def differs(self) -> bool:
        """Whether the body reported a different figure."""
        return self.own is not None and self.own != self.proposal.value


def documents(person: Person) -> QuerySet[Document]:
    """Return the documents of plans that the person may see, newest first.

    Each has the number of its proposals as `found`, and of undecided ones as `waiting`.
    """
    rows = policy.visible(person, "observation.see", Document.objects.all())
    counted = rows.select_related("plan").annotate(
        found=Count("proposals"),
        waiting=Count("proposals", filter=Q(proposals__decision=Decision.OPEN)),
    )
    return counted.order_by("-read_at", "-pk")


def rows(document: Document) -> list[Row]:
    """List the document's proposals in the plan's order, each with the body's figure."""
    return list(_rows(document))


def _rows(document: Document) -> Iterator[Row]:
    found = list(document.proposals.select_related("claim__commitment", "figure"))
    reported = Figure.objects.filter(claim__in=[p.claim_id for p in found], body__isnull=False)
    own = {(f.claim_id, f.period): f for f in reported.select_related("body").order_by("serial")}
    for proposal in found:
        figure = own.get((proposal.claim_id, proposal.period))
        body = figure.body.name if figure is not None and figure.body is not None else ""
        yield Row(proposal, None if figure is None else figure.value, body)
