"""Appraisals: rules, the table, a body's page, objections, the workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.appraisal import Rules, appraisal_xlsx
from duban.appraisal.rules import example_text
from duban.appraisal.workbook import PARTS
from duban_site.appraisal import queries
from duban_site.appraisal.actions.make import add_event, declare_scheme, open_appraisal
from duban_site.appraisal.actions.settle import (
    answer_objection,
    freeze_appraisal,
    object_to,
    publish_appraisal,
)
from duban_site.appraisal.forms import EventForm, OpenForm, SchemeForm
from duban_site.appraisal.models import Appraisal, Objection, Result, Scheme
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.web import XLSX, attachment, done
from duban_site.plans.models import Plan
from duban_site.plans.queries import plans_for

SECTION = "appraisal"


def appraisals(request: PageRequest) -> HttpResponse:
    """The appraisals, one's own results, the rules."""
    shown = {
        "appraisals": queries.appraisals(request.user),
        "own": queries.own_results(request.user),
        "plans": plans_for(request.user).exclude(status="draft"),
        "schemes": Scheme.objects.all(),
        "section": SECTION,
    }
    return render(request, "appraisal/appraisals.html", shown)


def scheme(request: PageRequest) -> HttpResponse:
    """Declare rules, from the example that ships."""
    form = SchemeForm(request.POST or None, initial={"text": example_text()})
    if request.method == "POST" and form.is_valid():
        try:
            declare_scheme(request.user, form.cleaned_data["text"])
        except Refused as error:
            form.add_error("text", str(error))
        else:
            return done(request, _("办法已保存。"), "appraisals")
    return render(request, "appraisal/scheme.html", {"form": form, "section": SECTION})


def new(request: PageRequest, plan: Plan) -> HttpResponse:
    """Open an appraisal of a plan."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = open_appraisal(request.user, plan, form.cleaned_data["scheme"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return done(request, _("已按办法算出，冻结之前可以再看。"), "appraisal", found.pk)
    shown = {"form": form, "plan": plan, "section": SECTION}
    return render(request, "appraisal/new.html", shown)


def appraisal(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """The table of bodies."""
    rules = Rules.load(appraisal.scheme.text)
    shown = {
        "appraisal": appraisal,
        "rows": queries.table(appraisal),
        "parts": list(PARTS.values()),
        "form": _event_form(rules) if appraisal.frozen_at is None else None,
        "events": appraisal.events.select_related("body"),
        "objections": Objection.objects.filter(result__appraisal=appraisal).select_related(
            "result__body", "by"
        ),
        "section": SECTION,
    }
    return render(request, "appraisal/appraisal.html", shown)


def result(request: PageRequest, result: Result) -> HttpResponse:
    """A body's page: every line with its sum and rows, and what would have been."""
    shown = {
        "result": result,
        "lines": [line | {"part": PARTS[line["part"]]} for line in result.lines],
        "objections": result.objections.select_related("by"),
        "may_object": policy.may(request.user, "appraisal.object", result)
        and result.appraisal.published_at is None,
        "section": SECTION,
    }
    return render(request, "appraisal/result.html", shown)


def event(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """Add an addition or a deduction."""
    form = _event_form(Rules.load(appraisal.scheme.text), request.POST)
    if not form.is_valid():
        raise Refused(_("请选择单位和种类。"))
    given = form.cleaned_data
    add_event(
        request.user, appraisal, given["body"], given["kind"], given["document"], given["group"]
    )
    return done(request, _("已记下。"), "appraisal", appraisal.pk)


def freeze(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """Freeze the scores."""
    freeze_appraisal(request.user, appraisal)
    message = _("已冻结。各单位负责人现在可以看到自己的得分，可以提出异议。")
    return done(request, message, "appraisal", appraisal.pk)


def publish(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """Publish the scores."""
    publish_appraisal(request.user, appraisal)
    return done(request, _("已公布。"), "appraisal", appraisal.pk)


def objection(request: PageRequest, result: Result) -> HttpResponse:
    """Object to a result."""
    object_to(request.user, result, request.POST.get("text", ""))
    return done(request, _("异议已提出，督查室会答复。"), "appraisal_result", result.pk)


def answer(request: PageRequest, appraisal: Appraisal, objection: int) -> HttpResponse:
    """Answer an objection."""
    rows = Objection.objects.filter(result__appraisal=appraisal)
    found = get_object_or_404(rows.select_related("result"), pk=objection)
    answer_objection(request.user, found, request.POST.get("text", ""))
    return done(request, _("已答复。"), "appraisal", appraisal.pk)


def workbook(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """The scores as a workbook."""
    rules = Rules.load(appraisal.scheme.text)
    data = appraisal_xlsx(rules, queries.scores(appraisal))
    return attachment(data, XLSX, f"duban-appraisal-{appraisal.pk}.xlsx")


def _event_form(rules: Rules, data: object = None) -> EventForm:
    form = EventForm(data)  # type: ignore[arg-type]
    choices = [(e.key, f"{e.label}（{e.points}）") for e in rules.events.values()]
    form.fields["kind"].choices = choices  # type: ignore[attr-defined]
    return form
