"""Pages of one kind of register: hot spots of a hotline, policies that a company meets."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from duban.register.policies import attributes
from duban_site.access.page import PageRequest
from duban_site.errors import Refused
from duban_site.ledgers import queries
from duban_site.ledgers.days import today
from duban_site.ledgers.models import Ledger
from duban_site.ledgers.queries.hotspots import repeats, spots
from duban_site.ledgers.queries.matching import matches, profile_of
from duban_site.ledgers.views import day_asked, ledger_page


def hotspots(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """Where calls gather beyond chance, and which repeat an earlier one."""
    day, records = day_asked(request), queries.records_for(request.user, ledger)
    shown = {"day": day, "spots": spots(records, day), "repeats": repeats(records, day)}
    return ledger_page(request, "hotspots", ledger, shown)


def matching(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """A company's profile against every published policy: hits and misses with their reasons."""
    if not any(field.key == "conditions" for field in ledger.declaration.fields):
        raise Http404
    shown: dict[str, Any] = {"fault": "", "found": None}
    if any(key.startswith("p_") and value for key, value in request.GET.items()):
        try:
            records = queries.records_for(request.user, ledger)
            profile = profile_of(request.GET)
            shown["found"] = matches(ledger, records, profile, today())
        except Refused as error:
            shown["fault"] = str(error)
    shown["asked"] = [(one, request.GET.get(f"p_{one.key}", "")) for one in attributes()]
    status = 422 if shown["fault"] else 200
    return ledger_page(request, "matching", ledger, shown, status=status)
