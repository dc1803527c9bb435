"""Pages for schedules, milestones, and the published series that targets are compared with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_date, parse_key, redirect_with_message
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.reporting.actions.published_series import add_figure, add_series, feed_claim, stop_feeding
from duban_site.reporting.actions.set_schedule import accept_milestone, add_milestone, remove_milestone, set_schedule
from duban_site.reporting.forms import ScheduleForm
from duban_site.reporting.models import PublishedSeries, Schedule, Version
from duban_site.reporting.queries import schedules


def schedule(request: PageRequest, commitment: Commitment) -> HttpResponse:
    """A commitment's page with the schedule of each claim and the milestones."""
    return _render_schedule(request, commitment, None)


def _render_schedule(request: PageRequest, commitment: Commitment, posted: ScheduleForm | None) -> HttpResponse:
    """Render the page; `posted` is a form with faults, shown again as it was typed."""
    forms = []
    for claim, claim_schedule in schedules.list_schedules(commitment):
        is_posted_claim = posted is not None and posted.claim.pk == claim.pk
        forms.append((claim, posted if is_posted_claim else _build_form(commitment, claim, claim_schedule)))
    context = {
        "commitment": commitment,
        "forms": forms,
        "economy": schedules.find_economy_claim(commitment.plan),
        "milestones": commitment.milestones.select_related("accepted_by"),
        "may": policy.may(request.user, "reporting.schedule", commitment),
        "section": "plans",
    }
    return render(request, "reporting/schedule.html", context, status=422 if posted else 200)


def _build_form(commitment: Commitment, claim: Claim, stored_schedule: Schedule, data: object = None) -> ScheduleForm:
    claim.commitment = commitment
    is_relative = claim.kind == "relative"
    references = schedules.list_reference_choices(claim) if is_relative else []
    auto_id = f"c{claim.pk}-%s"
    return ScheduleForm(data, claim=claim, stored_schedule=stored_schedule, references=references, auto_id=auto_id)


def save_schedule(request: PageRequest, commitment: Commitment, claim: int) -> HttpResponse:
    """Save one claim's schedule."""
    claim_row: Claim = get_object_or_404(commitment.claims.all(), pk=claim)
    stored_schedule = Schedule.objects.filter(claim=claim_row).first() or Schedule(claim=claim_row)
    stored_schedule.claim = claim_row
    form = _build_form(commitment, claim_row, stored_schedule, request.POST)
    if not form.is_valid():
        return _render_schedule(request, commitment, form)
    set_schedule(request.user, form.save(), form.claim_values)
    return redirect_with_message(request, _("序时计划已保存。"), "schedule", commitment.pk)


def milestones(request: PageRequest, commitment: Commitment) -> HttpResponse:
    """Add, accept or remove a milestone."""
    milestone_key = request.POST.get("milestone", "")
    if not milestone_key:
        due = parse_date(request.POST.get("due", ""))
        if due is None:
            raise Refused(_("请填应完成日期。"))
        add_milestone(request.user, commitment, request.POST.get("text", ""), due)
        return redirect_with_message(request, _("已增加节点。"), "schedule", commitment.pk)
    milestone = get_object_or_404(commitment.milestones.all(), pk=parse_key(milestone_key))
    if request.POST.get("remove"):
        remove_milestone(request.user, milestone)
        return redirect_with_message(request, _("已删除节点。"), "schedule", commitment.pk)
    done_on = parse_date(request.POST.get("done_on", ""))
    if done_on is None:
        raise Refused(_("请填完成日期。"))
    accept_milestone(request.user, milestone, done_on, source=request.POST.get("source", ""))
    return redirect_with_message(request, _("节点已确认完成。"), "schedule", commitment.pk)


def series(request: PageRequest, plan: Plan) -> HttpResponse:
    """The published series of a plan with their figures; a new series, a new figure."""
    if request.method == "POST":
        return _add_to_series(request, plan)
    context = {
        "plan": plan,
        "series": schedules.list_published_series(plan),
        "vintages": Version.choices,
        "claims": schedules.list_claims_to_feed(plan),
        "may": policy.may(request.user, "reporting.manage_series", plan),
        "section": "plans",
    }
    return render(request, "reporting/series.html", context)


def _add_to_series(request: PageRequest, plan: Plan) -> HttpResponse:
    series_key = request.POST.get("series", "")
    if not series_key:
        name, unit = request.POST.get("name", ""), request.POST.get("unit", "")
        new_series = add_series(request.user, plan, name, unit)
        return redirect_with_message(request, _("已增加参照数列“%s”。") % new_series.name, "series", plan.pk)
    published_series: PublishedSeries = get_object_or_404(plan.published_series.all(), pk=parse_key(series_key))
    if "claim" in request.POST:
        claims = Claim.objects.filter(commitment__plan=plan).select_related("commitment")
        claim = get_object_or_404(claims, pk=parse_key(request.POST["claim"]))
        feed_claim(request.user, published_series, claim)
        message = _("“%(claim)s”以后由“%(series)s”取数，单位不用再填。")
        details = {"claim": claim.indicator, "series": published_series.name}
        return redirect_with_message(request, message % details, "series", plan.pk)
    if "stop" in request.POST:
        source = get_object_or_404(published_series.feeds.all(), pk=parse_key(request.POST["stop"]))
        stop_feeding(request.user, source)
        return redirect_with_message(request, _("已停止取数，由单位填报。"), "series", plan.pk)
    figure = add_figure(
        request.user,
        published_series,
        period=request.POST.get("period", ""),
        value=request.POST.get("value", ""),
        published=parse_date(request.POST.get("published", "")),
        version=request.POST.get("version", ""),
        source=request.POST.get("source", ""),
    )
    message = _("已登记 %(name)s %(period)s。") % {"name": published_series.name, "period": figure.period}
    return redirect_with_message(request, message, "series", plan.pk)
