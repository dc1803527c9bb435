"""Pages that prepare a plan: the checklist, activation, all schedules in one table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.web import done, key_or_none
from duban_site.plans import queries
from duban_site.plans.actions.activate import activate
from duban_site.plans.models import Plan, Status
from duban_site.preparation.actions.delete_draft import delete_draft
from duban_site.preparation.actions.reopen import reason_to_stay, reopen_plan
from duban_site.preparation.actions.set_schedules import Template, set_schedules
from duban_site.preparation.readiness import other_plan, steps_of
from duban_site.preparation.schedule_rows import (
    nothing_judges,
    planned_commitments,
    schedule_table,
)


def plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """A plan's page: its progress, what it lacks before it is in force, the next step."""
    draft = plan.status == Status.DRAFT
    steps = steps_of(plan) if draft else []
    may_change = policy.may(request.user, "plans.activate")
    shown = {
        "plan": queries.plans_for(request.user).get(pk=plan.pk),
        "parts": queries.parts_of(plan),
        "steps": steps,
        "next": next((step for step in steps if not step.done and step.missing), None),
        "minutes": sum(step.minutes for step in steps),
        "other": other_plan(plan) if draft else None,
        "unassigned": queries.unassigned_count(plan),
        "may_reopen": may_change and plan.status == Status.ACTIVE and not reason_to_stay(plan),
        "section": "plans",
    }
    return render(request, "preparation/plan.html", shown)


def activate_plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """Put a plan into force; unassigned tasks need `without_lead` with exactly their count."""
    unassigned = queries.unassigned_count(plan)
    if unassigned and request.POST.get("without_lead") != str(unassigned):
        message = _(
            "还有 %(count)s 项任务没有牵头单位，没有人会填报。"
            "请先确定牵头单位，或在计划页上勾选“先执行、边执行边补”。"
        )
        raise Refused(message % {"count": unassigned})
    activate(request.user, plan)
    return done(request, _("计划已开始执行。填报开始前，还可以退回起草。"), "plan", plan.pk)


def reopen(request: PageRequest, plan: Plan) -> HttpResponse:
    """Return a plan to a draft while nobody has reported."""
    reopen_plan(request.user, plan)
    return done(request, _("计划已退回起草。"), "plan", plan.pk)


def delete(request: PageRequest, plan: Plan) -> HttpResponse:
    """Delete a draft."""
    delete_draft(request.user, plan)
    return done(request, _("草稿已删除；操作日志里留有记录。"), "plans")


def schedules(request: PageRequest, plan: Plan) -> HttpResponse:
    """The schedules of all commitments; a template for those that are selected."""
    if request.method == "POST":
        return _set(request, plan)
    table = schedule_table(plan)
    shown = {
        "plan": plan,
        "table": table,
        "missing": sum(part.missing for part in table),
        "templates": Template.choices,
        "may": policy.may(request.user, "reporting.schedule") and plan.status != Status.CLOSED,
        "section": "plans",
    }
    return render(request, "preparation/schedules.html", shown)


def _set(request: PageRequest, plan: Plan) -> HttpResponse:
    if request.POST.get("template") not in Template.values:
        raise Refused(_("请选择怎样安排。"))
    keys = {key_or_none(key) for key in request.POST.getlist("rows")}
    every = request.POST.get("every") == "missing"
    chosen = [
        one
        for one in planned_commitments(plan)
        if one.pk in keys or (every and nothing_judges(one))
    ]
    if not chosen:
        raise Refused(_("没有选中任务。请先勾选要安排的任务。"))
    count = set_schedules(request.user, plan, chosen, Template(request.POST["template"]))
    message = ngettext("%(count)s 项的安排已改。", "%(count)s 项的安排已改。", count)
    return done(request, message % {"count": count}, "schedules", plan.pk)
