"""Published figures: the documents, what each proposes, and the office's decisions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import done
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.observation import queries
from duban_site.observation.actions.decide_proposal import (
    accept_proposal,
    accept_sure,
    refuse_proposal,
)
from duban_site.observation.forms import DocumentForm
from duban_site.observation.models import Document
from duban_site.plans.models import Plan, Status
from duban_site.plans.queries import plans_for

SECTION = "observation"
A_PAGE = 50


def documents(request: PageRequest) -> HttpResponse:
    """The documents, and the plans that one can be read for."""
    plans = plans_for(request.user).filter(status=Status.ACTIVE)
    page = Paginator(queries.documents(request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "plans": plans, "section": SECTION}
    return render(request, "observation/documents.html", shown)


def read(request: PageRequest, plan: Plan) -> HttpResponse:
    """Read a document for a plan."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        given = (file.name, file.read())
        job = enqueue(
            request.user, "observation.read", {"plan": plan.pk}, title=file.name, file=given
        )
        try:
            return follow(request, job)
        except Refused as error:
            form.add_error(None, str(error))
    shown = {"form": form, "plan": plan, "section": SECTION}
    return render(request, "observation/read.html", shown)


def document(request: PageRequest, document: Document) -> HttpResponse:
    """Show a document's proposals, each with its target and the figure that the body reported."""
    shown = {"document": document, "rows": queries.rows(document), "section": SECTION}
    return render(request, "observation/document.html", shown)


def decide(request: PageRequest, document: Document, row: int) -> HttpResponse:
    """Accept or refuse one proposal."""
    found = get_object_or_404(document.proposals.select_related("document__plan"), pk=row)
    if request.POST.get("decision") == "refuse":
        refuse_proposal(request.user, found)
        return done(request, _("已记为不采用。"), "observed", document.pk)
    accept_proposal(request.user, found)
    return done(request, _("已采用，数据注明了出处。"), "observed", document.pk)


def accept_all(request: PageRequest, document: Document) -> HttpResponse:
    """Accept every sure proposal."""
    count = accept_sure(request.user, document)
    return done(request, _("已采用 %(n)s 个数据。") % {"n": count}, "observed", document.pk)
