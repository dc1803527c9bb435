"""Assign responsibility: part by part on pages, or by one table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban_site.accounts.queries import load_directory
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.responses import redirect_with_message
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.people.models import Body, Leader, Person
from duban_site.plans import queries
from duban_site.plans.actions.assign_commitments import assign_all
from duban_site.plans.assign_form import compute_row_version, parse_assignments
from duban_site.plans.forms import BreakdownForm
from duban_site.plans.lead_suggestions import suggest_leads
from duban_site.plans.models import Part, Plan

FIELD_BY_COLUMN = {
    "牵头单位": "lead",
    "责任（协同）单位": "cooperating",
    "牵头领导": "leader",
    "填报人": "reporter",
    "完成时限": "deadline",
}
"""Column of a fault (`AssignmentReader`) → the field of the page that holds it."""


def assign(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """One part's commitments with their bodies; suggestions are shown, never applied."""
    part = get_object_or_404(queries.list_parts(plan), order=order)
    if request.method == "POST":
        commitments = queries.list_assignable(plan, part)
        try:
            assignments = parse_assignments(request.POST, commitments, load_directory(), plan.year)
            count = assign_all(request.user, plan, assignments)
        except RowErrors as fault:
            return _render_assign_page(request, plan, part, fault)
        message = _("已保存，%(count)s 项有变化。") % {"count": count}
        return redirect_with_message(request, message, "assign", plan.pk, order)
    return _render_assign_page(request, plan, part)


def _render_assign_page(request: PageRequest, plan: Plan, part: Part, fault: RowErrors | None = None) -> HttpResponse:
    """Render the page; `fault` is why the post was not saved: it is shown again as typed."""
    commitments = list(queries.list_assignable(plan, part))
    suggestions_by_id = suggest_leads(commitments)
    row_faults = (
        [(commitments[number - 1], column, problem) for number, column, problem in fault.errors] if fault else []
    )
    context = {
        "plan": plan,
        "part": part,
        "parts": queries.list_parts(plan),
        "rows": [
            (
                commitment,
                queries.group_responsibilities(commitment),
                suggestions_by_id.get(commitment.pk, []),
                compute_row_version(commitment),
            )
            for commitment in commitments
        ],
        "known_names": load_directory().bodies,
        "bodies": Body.objects.filter(active=True),
        "leaders": Leader.objects.all(),
        "people": Person.objects.filter(is_active=True, body__isnull=False),
        "table_form": BreakdownForm(),
        "section": "plans",
        "fault": fault,
        "row_faults": row_faults,
        "field_faults": {
            f"{FIELD_BY_COLUMN[column]}-{commitment.pk}": problem for commitment, column, problem in row_faults
        },
        "posted_values": request.POST if fault else {},
    }
    return render(request, "plans/assign.html", context, status=422 if fault else 200)


def upload(request: PageRequest, plan: Plan) -> HttpResponse:
    """Enqueue the import of a breakdown table; its changes are shown before they are written."""
    form = BreakdownForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused(_("请选择一个 .xlsx 文件。"))
    file, arguments = form.cleaned_data["file"], {"open_bodies": form.cleaned_data["open_bodies"]}
    title = _("导入 %(plan)s 分解表") % {"plan": plan}
    job = enqueue(
        request.user,
        "plans.import_breakdown",
        {"plan": plan.pk, **arguments},
        title=title,
        file=(file.name, file.read()),
    )
    return follow_job(request, job)
