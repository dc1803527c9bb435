"""Pages for schedules, milestones, and the published series that targets are compared with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.web import date_or_none, done, key_or_none
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.reporting.actions.published_series import (
    add_figure,
    add_series,
    feed_claim,
    stop_feeding,
)
from duban_site.reporting.actions.set_schedule import (
    accept_milestone,
    add_milestone,
    remove_milestone,
    set_schedule,
)
from duban_site.reporting.forms import ScheduleForm
from duban_site.reporting.models import PublishedSeries, Schedule, Version
from duban_site.reporting.queries import schedules


def schedule(request: PageRequest, commitment: Commitment) -> HttpResponse:
    """A commitment's page with the schedule of each claim and the milestones."""
    return _show(request, commitment, None)


def _show(
    request: PageRequest, commitment: Commitment, posted: ScheduleForm | None
) -> HttpResponse:
    """Render the page; `posted` is a form with faults, shown again as it was typed."""
    forms = []
    for claim, own in schedules.schedules_of(commitment):
        same = posted is not None and posted.claim.pk == claim.pk
        forms.append((claim, posted if same else _form(commitment, claim, own)))
    shown = {
        "commitment": commitment,
        "forms": forms,
        "economy": schedules.economy_of(commitment.plan),
        "milestones": commitment.milestones.select_related("accepted_by"),
        "may": policy.may(request.user, "reporting.schedule", commitment),
        "section": "plans",
    }
    return render(request, "reporting/schedule.html", shown, status=422 if posted else 200)


def _form(
    commitment: Commitment, claim: Claim, held: Schedule, data: object = None
) -> ScheduleForm:
    claim.commitment = commitment
    relative = claim.kind == "relative"
    references = schedules.references_of(claim) if relative else []
    auto = f"c{claim.pk}-%s"
    return ScheduleForm(data, claim=claim, held=held, references=references, auto_id=auto)


def save_schedule(request: PageRequest, commitment: Commitment, claim: int) -> HttpResponse:
    """Save one claim's schedule."""
    of: Claim = get_object_or_404(commitment.claims.all(), pk=claim)
    held = Schedule.objects.filter(claim=of).first() or Schedule(claim=of)
    held.claim = of
    form = _form(commitment, of, held, request.POST)
    if not form.is_valid():
        return _show(request, commitment, form)
    set_schedule(request.user, form.save(), form.known)
    return done(request, _("序时计划已保存。"), "schedule", commitment.pk)


def milestones(request: PageRequest, commitment: Commitment) -> HttpResponse:
    """Add, accept or remove a milestone."""
    key = request.POST.get("milestone", "")
    if not key:
        due = date_or_none(request.POST.get("due", ""))
        if due is None:
            raise Refused(_("请填应完成日期。"))
        add_milestone(request.user, commitment, request.POST.get("text", ""), due)
        return done(request, _("已增加节点。"), "schedule", commitment.pk)
    held = get_object_or_404(commitment.milestones.all(), pk=key_or_none(key))
    if request.POST.get("remove"):
        remove_milestone(request.user, held)
        return done(request, _("已删除节点。"), "schedule", commitment.pk)
    done_on = date_or_none(request.POST.get("done_on", ""))
    if done_on is None:
        raise Refused(_("请填完成日期。"))
    accept_milestone(request.user, held, done_on, source=request.POST.get("source", ""))
    return done(request, _("节点已确认完成。"), "schedule", commitment.pk)


def series(request: PageRequest, plan: Plan) -> HttpResponse:
    """The published series of a plan with their figures; a new series, a new figure."""
    if request.method == "POST":
        return _add_to_series(request, plan)
    shown = {
        "plan": plan,
        "series": schedules.published_series(plan),
        "vintages": Version.choices,
        "claims": schedules.claims_to_feed(plan),
        "may": policy.may(request.user, "reporting.manage_series", plan),
        "section": "plans",
    }
    return render(request, "reporting/series.html", shown)


def _add_to_series(request: PageRequest, plan: Plan) -> HttpResponse:
    key = request.POST.get("series", "")
    if not key:
        name, unit = request.POST.get("name", ""), request.POST.get("unit", "")
        made = add_series(request.user, plan, name, unit)
        return done(request, _("已增加参照数列“%s”。") % made.name, "series", plan.pk)
    held: PublishedSeries = get_object_or_404(plan.published_series.all(), pk=key_or_none(key))
    if "claim" in request.POST:
        claims = Claim.objects.filter(commitment__plan=plan).select_related("commitment")
        claim = get_object_or_404(claims, pk=key_or_none(request.POST["claim"]))
        feed_claim(request.user, held, claim)
        message = _("“%(claim)s”以后由“%(series)s”取数，单位不用再填。")
        told = {"claim": claim.indicator, "series": held.name}
        return done(request, message % told, "series", plan.pk)
    if "stop" in request.POST:
        source = get_object_or_404(held.feeds.all(), pk=key_or_none(request.POST["stop"]))
        stop_feeding(request.user, source)
        return done(request, _("已停止取数，由单位填报。"), "series", plan.pk)
    figure = add_figure(
        request.user,
        held,
        period=request.POST.get("period", ""),
        value=request.POST.get("value", ""),
        published=date_or_none(request.POST.get("published", "")),
        version=request.POST.get("version", ""),
        source=request.POST.get("source", ""),
    )
    message = _("已登记 %(name)s %(period)s。") % {"name": held.name, "period": figure.period}
    return done(request, message, "series", plan.pk)
