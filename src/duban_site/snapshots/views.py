"""Months of a plan: closing, viewing, publishing and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.plans.models import Plan
from duban_site.plans.queries import list_plans
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN
from duban_site.snapshots import queries
from duban_site.snapshots.actions.close_month import compute_current_hash
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.content import SnapshotHeader
from duban_site.snapshots.groups import group_status_counts
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.months import list_months as months_of
from duban_site.snapshots.preview import preview_publication
from duban_site.snapshots.public_view import PublicationScope

SECTION = "snapshots"
PAGE_SIZE = 50


def show_plans(request: PageRequest) -> HttpResponse:
    """The plans whose months can be closed."""
    closable_plans = list_plans(request.user).exclude(status="draft")
    return render(request, "snapshots/plans.html", {"plans": closable_plans, "section": SECTION})


def show_months(request: PageRequest, plan: Plan) -> HttpResponse:
    """A plan's months."""
    context_data = {
        "plan": plan,
        "months": months_of(plan),
        "published": queries.find_published_snapshot(plan),
        "section": SECTION,
    }
    return render(request, "snapshots/months.html", context_data)


def close_plan_month(request: PageRequest, plan: Plan) -> HttpResponse:
    """Close a month."""
    month = parse_key(request.POST.get("month", ""))
    if month is None:
        raise Refused(_("请选择要封存的月份。"))
    _require_missing_confirmed(plan, month, request.POST.get("missing", ""))
    _require_skipping_confirmed(plan, month, request.POST.get("skipped", ""))
    with_unchecked = request.POST.get("with_unchecked") == "1"
    job_arguments = {"plan": plan.pk, "month": month, "with_unchecked": with_unchecked}
    job_title = _("封存 %(plan)s %(month)s月") % {"plan": plan, "month": month}
    return follow_job(request, enqueue(request.user, "snapshots.close", job_arguments, title=job_title))


def _require_missing_confirmed(plan: Plan, month: int, confirmed_count: str) -> None:
    """Raise Refused where bodies have not reported, unless exactly their number is confirmed."""
    missing_reports = BodyReport.objects.filter(round__plan=plan, round__month=month)
    body_names = list(missing_reports.exclude(status__in=HANDED_IN).values_list("body__name", flat=True))
    if body_names and confirmed_count != str(len(body_names)):
        message = _(
            "%(month)s月还有 %(count)s 个单位没有报送：%(names)s。封存后它们的任务按“未报数据”计；"
            "请先催报，或勾选确认后再封存。"
        )
        message_values = {"month": month, "count": len(body_names), "names": "、".join(body_names[:10])}
        raise Refused(message % message_values)


def _require_skipping_confirmed(plan: Plan, month: int, confirmed_count: str) -> None:
    """Raise Refused where earlier months are not closed, unless exactly their number is confirmed."""
    skipped = next((overview.open_before for overview in months_of(plan) if overview.month == month), [])
    if skipped and confirmed_count != str(len(skipped)):
        message = _("前面的月份还没有封存：%(months)s。请先封存它们，或勾选确认后再封存 %(month)s月。")
        raise Refused(message % {"months": "、".join(f"{number}月" for number in skipped), "month": month})


def show_snapshot(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """One closed month: its counts and rows; with `verify`, whether its hash is right."""
    header = SnapshotHeader.from_json(snapshot.data)
    is_seal_valid = compute_current_hash(snapshot) == snapshot.sha256 if request.GET.get("verify") else None
    paginator = Paginator(queries.list_rows(snapshot).defer("data"), PAGE_SIZE)
    context_data = {
        "snapshot": snapshot,
        "header": header,
        "groups": group_status_counts(header.counts),
        "page": paginator.get_page(request.GET.get("page")),
        "checked": is_seal_valid,
        "may_publish": policy.may(request.user, "snapshots.publish"),
        "section": SECTION,
    }
    return render(request, "snapshots/snapshot.html", context_data)


def show_publish(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """Preview what publishing would change (GET), or publish (POST)."""
    publication_scope = _parse_scope(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        job_arguments = {
            "snapshot": snapshot.pk,
            "shown": [publication_scope.leaders, publication_scope.problems, publication_scope.replies],
        }
        job_title = _("发布 %(snapshot)s") % {"snapshot": snapshot}
        return follow_job(request, enqueue(request.user, "snapshots.publish", job_arguments, title=job_title))
    published_snapshot = queries.find_published_snapshot(snapshot.plan)
    context_data = {
        "snapshot": snapshot,
        "last": published_snapshot,
        "choice": publication_scope,
        "preview": preview_publication(snapshot, published_snapshot, publication_scope),
        "section": SECTION,
    }
    return render(request, "snapshots/publish.html", context_data)


def _parse_scope(parameters: Mapping[str, str]) -> PublicationScope:
    return PublicationScope(*(parameters.get(name) == "1" for name in ("leaders", "problems", "replies")))


def withdraw_published(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """Withdraw a published month."""
    withdraw_snapshot(request.user, snapshot, request.POST.get("reason", ""))
    return redirect_with_message(request, _("已撤回。公众看到的是上一次发布的内容。"), "snapshot", snapshot.pk)
