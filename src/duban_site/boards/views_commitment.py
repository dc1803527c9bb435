"""The page of one commitment, and its card beside the living report."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from duban_site.boards import drawing
from duban_site.boards.queries import dossier
from duban_site.core.access.page import PageRequest


def commitment(request: PageRequest, key: int) -> HttpResponse:
    """Everything that stands behind one light."""
    return _file(request, key, "boards/commitment.html")


def card(request: PageRequest, key: int) -> HttpResponse:
    """Show the same in short, for the drawer of the living report."""
    return _file(request, key, "boards/card.html")


def _file(request: PageRequest, key: int, template: str) -> HttpResponse:
    file = dossier(request.user, key)
    shown = {
        "file": file,
        "one": file.commitment,
        "claims": drawing.claims(file),
        "entries": [(entry, file.evidence.get(entry.pk, [])) for entry in file.entries],
        "section": "boards",
    }
    return render(request, template, shown)
