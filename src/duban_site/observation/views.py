"""Published figures: the documents, what each proposes, and the office's decisions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.responses import redirect_with_message
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.observation import queries
from duban_site.observation.actions.decide_proposal import accept_proposal, accept_sure_proposals, refuse_proposal
from duban_site.observation.forms import DocumentForm
from duban_site.observation.models import Document
from duban_site.plans.models import Plan, Status
from duban_site.plans.queries import list_plans

SECTION = "observation"
PAGE_SIZE = 50


def list_documents(request: PageRequest) -> HttpResponse:
    """The documents, and the plans that one can be read for."""
    plans = list_plans(request.user).filter(status=Status.ACTIVE)
    page = Paginator(queries.list_documents(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "plans": plans, "section": SECTION}
    return render(request, "observation/documents.html", context)


def submit_document(request: PageRequest, plan: Plan) -> HttpResponse:
    """Read a document for a plan."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        upload = (file.name, file.read())
        job = enqueue(request.user, "observation.read", {"plan": plan.pk}, title=file.name, file=upload)
        try:
            return follow_job(request, job)
        except Refused as error:
            form.add_error(None, str(error))
    context = {"form": form, "plan": plan, "section": SECTION}
    return render(request, "observation/read.html", context)


def show_document(request: PageRequest, document: Document) -> HttpResponse:
    """Show a document's proposals, each with its target and the figure that the body reported."""
    context = {"document": document, "rows": queries.list_rows(document), "section": SECTION}
    return render(request, "observation/document.html", context)


def decide_proposal(request: PageRequest, document: Document, row: int) -> HttpResponse:
    """Accept or refuse one proposal."""
    proposal = get_object_or_404(document.proposals.select_related("document__plan"), pk=row)
    if request.POST.get("decision") == "refuse":
        refuse_proposal(request.user, proposal)
        return redirect_with_message(request, _("已记为不采用。"), "observed", document.pk)
    accept_proposal(request.user, proposal)
    return redirect_with_message(request, _("已采用，数据注明了出处。"), "observed", document.pk)


def accept_all_sure(request: PageRequest, document: Document) -> HttpResponse:
    """Accept every sure proposal."""
    count = accept_sure_proposals(request.user, document)
    return redirect_with_message(request, _("已采用 %(n)s 个数据。") % {"n": count}, "observed", document.pk)
