"""Who answers for what: page by page, or in one table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban_site.access.page import PageRequest
from duban_site.errors import Refused, RowErrors
from duban_site.people.models import Body, Leader, Person
from duban_site.people.queries import directory
from duban_site.plans import queries
from duban_site.plans.actions.assign import assign_all
from duban_site.plans.actions.import_breakdown import import_breakdown
from duban_site.plans.assign_form import posted
from duban_site.plans.forms import BreakdownForm
from duban_site.plans.models import Part, Plan
from duban_site.plans.suggesting import suggestions
from duban_site.web import done


def assign(request: PageRequest, plan: Plan, order: int) -> HttpResponse:
    """One part's commitments with their units; suggestions stand beside, unapplied."""
    part = get_object_or_404(queries.parts_of(plan), order=order)
    if request.method == "POST":
        commitments = queries.to_assign(plan, part)
        try:
            count = assign_all(request.user, plan, posted(request.POST, commitments, directory()))
        except RowErrors as fault:
            return _page(request, plan, part, fault)
        message = _("已保存，%(count)s 项有变化。") % {"count": count}
        return done(request, message, "assign", plan.pk, order)
    return _page(request, plan, part)


def _page(
    request: PageRequest, plan: Plan, part: Part, fault: RowErrors | None = None
) -> HttpResponse:
    """`fault` is why what was posted was not saved: it is shown again as it was typed."""
    listed = list(queries.to_assign(plan, part))
    suggested = suggestions(listed)
    shown = {
        "plan": plan,
        "part": part,
        "parts": queries.parts_of(plan),
        "rows": [(c, queries.responsible(c), suggested.get(c.pk, [])) for c in listed],
        "bodies": Body.objects.filter(active=True),
        "leaders": Leader.objects.all(),
        "people": Person.objects.filter(is_active=True, body__isnull=False),
        "table_form": BreakdownForm(),
        "section": "plans",
        "fault": fault,
        "kept": request.POST if fault else {},
    }
    return render(request, "plans/assign.html", shown, status=422 if fault else 200)


def upload(request: PageRequest, plan: Plan) -> HttpResponse:
    """A filled breakdown table: all of it, or nothing with every fault named."""
    form = BreakdownForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused(_("请选择一个 .xlsx 文件。"))
    asked = form.cleaned_data
    data = asked["file"].read()
    count = import_breakdown(request.user, plan, data, open_bodies=asked["open_bodies"])
    message = _("分解表已导入，%(count)s 项有变化。") % {"count": count}
    return done(request, message, "plan", plan.pk)
