"""The page of one commitment, and its card beside the living report."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from duban_site.boards import charts
from duban_site.boards.queries import load_dossier
from duban_site.core.access.page import PageRequest


def show_commitment(request: PageRequest, key: int) -> HttpResponse:
    """Everything that stands behind one light."""
    return _render_dossier(request, key, "boards/commitment.html")


def show_card(request: PageRequest, key: int) -> HttpResponse:
    """Show the same in short, for the drawer of the living report."""
    return _render_dossier(request, key, "boards/card.html")


def _render_dossier(request: PageRequest, key: int, template: str) -> HttpResponse:
    commitment_file = load_dossier(request.user, key)
    context = {
        "file": commitment_file,
        "one": commitment_file.commitment,
        "claims": charts.draw_claims(commitment_file),
        "entries": [(entry, commitment_file.evidence.get(entry.pk, [])) for entry in commitment_file.entries],
        "section": "boards",
    }
    return render(request, template, context)
