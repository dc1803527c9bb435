"""Pages that prepare a plan: the checklist, activation, all schedules in one table."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duban.assessment import Rules
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.plans import queries
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.models import Plan, Status
from duban_site.plans.rules import build_rules, load_rules
from duban_site.preparation.actions.choose_rules import choose_rules
from duban_site.preparation.actions.delete_draft import delete_draft
from duban_site.preparation.actions.reopen_plan import find_obstacle, reopen_plan
from duban_site.preparation.actions.set_schedules import ScheduleTemplate, set_schedules
from duban_site.preparation.readiness import find_conflicting_plan, list_steps
from duban_site.preparation.rules_form import RulesForm
from duban_site.preparation.schedule_rows import build_schedule_table, is_unassessable, list_plannable_commitments
from duban_site.reporting.actions.assess_plan import preview_statuses


def plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """A plan's page: its progress, what it lacks before it is in force, the next step."""
    is_draft = plan.status == Status.DRAFT
    steps = list_steps(plan) if is_draft else []
    may_change = policy.may(request.user, "plans.activate")
    context = {
        "plan": queries.list_plans(request.user).get(pk=plan.pk),
        "parts": queries.list_parts(plan),
        "steps": steps,
        "next": next((step for step in steps if not step.done and step.missing), None),
        "minutes": sum(step.minutes for step in steps),
        "other": find_conflicting_plan(plan) if is_draft else None,
        "unassigned": queries.count_unassigned(plan),
        "may_reopen": may_change and plan.status == Status.ACTIVE and not find_obstacle(plan),
        "rules": load_rules(plan),
        "section": "plans",
    }
    return render(request, "preparation/plan.html", context)


def show_rules(request: PageRequest, plan: Plan) -> HttpResponse:
    """The thresholds by which the plan is assessed; try other ones, or save them."""
    form = RulesForm(request.POST or None, instance=plan)
    stored_rules, tried_counts = load_rules(plan), None
    if request.method == "POST" and form.is_valid():
        name, thresholds = form.cleaned_data["rules"], form.cleaned_data["thresholds"]
        if "try" not in request.POST:
            choose_rules(request.user, plan, name, thresholds)
            return redirect_with_message(request, _("评价规则已保存，正在按新规则评价。"), "rules", plan.pk)
        tried_counts = _compare_statuses(plan, stored_rules, build_rules(name, thresholds))
    may_change = policy.may(request.user, "plans.choose_rules", plan) and plan.status != Status.CLOSED
    context = {
        "plan": plan,
        "form": form,
        "rules": stored_rules,
        "tried": tried_counts,
        "may": may_change,
        "section": "plans",
    }
    return render(request, "preparation/rules.html", context)


def _compare_statuses(plan: Plan, stored_rules: Rules, tried_rules: Rules) -> list[tuple[object, int, int]]:
    """Each status that either set of rules gives today: its label, and how many commitments have it by each."""
    as_of = min(today(), dt.date(plan.year, 12, 31))
    before, after = (preview_statuses(plan, rules, as_of) for rules in (stored_rules, tried_rules))
    rows = [(label, before[status], after[status]) for status, label in STATUS_CHOICES]
    return [row for row in rows if row[1] or row[2]]


def activate_plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """Put a plan into force; unassigned tasks need `without_lead` with exactly their count."""
    unassigned = queries.count_unassigned(plan)
    if unassigned and request.POST.get("without_lead") != str(unassigned):
        message = _(
            "还有 %(count)s 项任务没有牵头单位，没有人会填报。请先确定牵头单位，或在计划页上勾选“先执行、边执行边补”。"
        )
        raise Refused(message % {"count": unassigned})
    activate(request.user, plan)
    return redirect_with_message(request, _("计划已开始执行。填报开始前，还可以退回起草。"), "plan", plan.pk)


def reopen(request: PageRequest, plan: Plan) -> HttpResponse:
    """Return a plan to a draft while nobody has reported."""
    reopen_plan(request.user, plan)
    return redirect_with_message(request, _("计划已退回起草。"), "plan", plan.pk)


def delete(request: PageRequest, plan: Plan) -> HttpResponse:
    """Delete a draft."""
    delete_draft(request.user, plan)
    return redirect_with_message(request, _("草稿已删除；操作日志里留有记录。"), "plans")


def schedules(request: PageRequest, plan: Plan) -> HttpResponse:
    """The schedules of all commitments; a template for those that are selected."""
    if request.method == "POST":
        return _apply_template(request, plan)
    table = build_schedule_table(plan)
    context = {
        "plan": plan,
        "table": table,
        "missing": sum(part.missing for part in table),
        "templates": ScheduleTemplate.choices,
        "may": policy.may(request.user, "reporting.schedule") and plan.status != Status.CLOSED,
        "section": "plans",
    }
    return render(request, "preparation/schedules.html", context)


def _apply_template(request: PageRequest, plan: Plan) -> HttpResponse:
    if request.POST.get("template") not in ScheduleTemplate.values:
        raise Refused(_("请选择怎样安排。"))
    commitment_ids = {parse_key(key) for key in request.POST.getlist("rows")}
    all_missing = request.POST.get("every") == "missing"
    selected_commitments = [
        commitment
        for commitment in list_plannable_commitments(plan)
        if commitment.pk in commitment_ids or (all_missing and is_unassessable(commitment))
    ]
    if not selected_commitments:
        raise Refused(_("没有选中任务。请先勾选要安排的任务。"))
    count = set_schedules(request.user, plan, selected_commitments, ScheduleTemplate(request.POST["template"]))
    message = ngettext("%(count)s 项的安排已改。", "%(count)s 项的安排已改。", count)
    return redirect_with_message(request, message % {"count": count}, "schedules", plan.pk)
