"""Appraisals: rules, the table, a body's page, objections, the workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.appraisal import AppraisalRules, write_appraisal_xlsx
from duban.appraisal.rules import read_example_text
from duban.appraisal.workbook import PART_LABELS
from duban_site.appraisal import queries
from duban_site.appraisal.actions.declare_and_open import add_event, declare_scheme, open_appraisal
from duban_site.appraisal.actions.freeze_and_publish import (
    answer_objection,
    freeze_appraisal,
    publish_appraisal,
    raise_objection,
)
from duban_site.appraisal.forms import EventForm, OpenForm, SchemeForm
from duban_site.appraisal.models import Appraisal, Objection, Result, Scheme
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import XLSX_TYPE, make_attachment, redirect_with_message
from duban_site.plans.models import Plan
from duban_site.plans.queries import list_plans

SECTION = "appraisal"


def show_appraisals(request: PageRequest) -> HttpResponse:
    """The appraisals, one's own results, the rules."""
    context = {
        "appraisals": queries.list_appraisals(request.user),
        "own": queries.list_results_of_body(request.user),
        "plans": list_plans(request.user).exclude(status="draft"),
        "schemes": Scheme.objects.all(),
        "section": SECTION,
    }
    return render(request, "appraisal/appraisals.html", context)


def declare_rules(request: PageRequest) -> HttpResponse:
    """Declare rules, from the example that ships."""
    form = SchemeForm(request.POST or None, initial={"text": read_example_text()})
    if request.method == "POST" and form.is_valid():
        try:
            declare_scheme(request.user, form.cleaned_data["text"])
        except Refused as error:
            form.add_error("text", str(error))
        else:
            return redirect_with_message(request, _("办法已保存。"), "appraisals")
    return render(request, "appraisal/scheme.html", {"form": form, "section": SECTION})


def open_new(request: PageRequest, plan: Plan) -> HttpResponse:
    """Open an appraisal of a plan."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new_appraisal = open_appraisal(request.user, plan, form.cleaned_data["scheme"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect_with_message(request, _("已按办法算出，冻结之前可以再看。"), "appraisal", new_appraisal.pk)
    context = {"form": form, "plan": plan, "section": SECTION}
    return render(request, "appraisal/new.html", context)


def show_appraisal(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """The table of bodies."""
    rules = AppraisalRules.load(appraisal.scheme.text)
    context = {
        "appraisal": appraisal,
        "rows": queries.build_table(appraisal),
        "parts": list(PART_LABELS.values()),
        "form": _build_event_form(rules) if appraisal.frozen_at is None else None,
        "events": appraisal.events.select_related("body"),
        "objections": Objection.objects.filter(result__appraisal=appraisal).select_related("result__body", "by"),
        "section": SECTION,
    }
    return render(request, "appraisal/appraisal.html", context)


def show_result(request: PageRequest, result: Result) -> HttpResponse:
    """A body's page: every line with its sum and rows, and what would have been."""
    context = {
        "result": result,
        "lines": [line | {"part": PART_LABELS[line["part"]]} for line in result.lines],
        "objections": result.objections.select_related("by"),
        "may_object": policy.may(request.user, "appraisal.object", result) and result.appraisal.published_at is None,
        "section": SECTION,
    }
    return render(request, "appraisal/result.html", context)


def submit_event(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """Add an addition or a deduction."""
    form = _build_event_form(AppraisalRules.load(appraisal.scheme.text), request.POST)
    if not form.is_valid():
        raise Refused(_("请选择单位和种类。"))
    fields = form.cleaned_data
    add_event(request.user, appraisal, fields["body"], fields["kind"], fields["document"], fields["group"])
    return redirect_with_message(request, _("已记下。"), "appraisal", appraisal.pk)


def freeze_scores(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """Freeze the scores."""
    freeze_appraisal(request.user, appraisal)
    message = _("已冻结。各单位负责人现在可以看到自己的得分，可以提出异议。")
    return redirect_with_message(request, message, "appraisal", appraisal.pk)


def publish_scores(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """Publish the scores."""
    publish_appraisal(request.user, appraisal)
    return redirect_with_message(request, _("已公布。"), "appraisal", appraisal.pk)


def submit_objection(request: PageRequest, result: Result) -> HttpResponse:
    """Object to a result."""
    raise_objection(request.user, result, request.POST.get("text", ""))
    return redirect_with_message(request, _("异议已提出，督查室会答复。"), "appraisal_result", result.pk)


def submit_answer(request: PageRequest, appraisal: Appraisal, objection: int) -> HttpResponse:
    """Answer an objection."""
    rows = Objection.objects.filter(result__appraisal=appraisal)
    objection_record = get_object_or_404(rows.select_related("result"), pk=objection)
    answer_objection(request.user, objection_record, request.POST.get("text", ""))
    return redirect_with_message(request, _("已答复。"), "appraisal", appraisal.pk)


def download_workbook(request: PageRequest, appraisal: Appraisal) -> HttpResponse:
    """The scores as a workbook."""
    rules = AppraisalRules.load(appraisal.scheme.text)
    content = write_appraisal_xlsx(rules, queries.load_scores(appraisal))
    return make_attachment(content, XLSX_TYPE, f"duban-appraisal-{appraisal.pk}.xlsx")


def _build_event_form(rules: AppraisalRules, posted: object = None) -> EventForm:
    form = EventForm(posted)  # type: ignore[arg-type]
    choices = [(rule.key, f"{rule.label}（{rule.points}）") for rule in rules.events.values()]
    form.fields["kind"].choices = choices  # type: ignore[attr-defined]
    return form
