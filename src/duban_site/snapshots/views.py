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
from duban_site.core.web import done, key_or_none
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.plans.models import Plan
from duban_site.plans.queries import plans_for
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN
from duban_site.snapshots import queries
from duban_site.snapshots.actions.close_month import resealed
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.content import Header
from duban_site.snapshots.groups import groups
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.months import months as months_of
from duban_site.snapshots.preview import preview
from duban_site.snapshots.public_view import Shown

SECTION = "snapshots"
A_PAGE = 50


def plans(request: PageRequest) -> HttpResponse:
    """The plans whose months can be closed."""
    found = plans_for(request.user).exclude(status="draft")
    return render(request, "snapshots/plans.html", {"plans": found, "section": SECTION})


def months(request: PageRequest, plan: Plan) -> HttpResponse:
    """A plan's months."""
    shown = {
        "plan": plan,
        "months": months_of(plan),
        "published": queries.published(plan),
        "section": SECTION,
    }
    return render(request, "snapshots/months.html", shown)


def close(request: PageRequest, plan: Plan) -> HttpResponse:
    """Close a month."""
    month = key_or_none(request.POST.get("month", ""))
    if month is None:
        raise Refused(_("请选择要封存的月份。"))
    _ask_about_missing(plan, month, request.POST.get("missing", ""))
    unchecked = request.POST.get("with_unchecked") == "1"
    asked = {"plan": plan.pk, "month": month, "with_unchecked": unchecked}
    title = _("封存 %(plan)s %(month)s月") % {"plan": plan, "month": month}
    return follow(request, enqueue(request.user, "snapshots.close", asked, title=title))


def _ask_about_missing(plan: Plan, month: int, confirmed: str) -> None:
    """Raise Refused where bodies have not reported, unless exactly their number is confirmed."""
    missing = BodyReport.objects.filter(round__plan=plan, round__month=month)
    names = list(missing.exclude(status__in=HANDED_IN).values_list("body__name", flat=True))
    if names and confirmed != str(len(names)):
        message = _(
            "%(month)s月还有 %(count)s 个单位没有报送：%(names)s。封存后它们的任务按“未报数据”计；"
            "请先催报，或勾选确认后再封存。"
        )
        asked = {"month": month, "count": len(names), "names": "、".join(names[:10])}
        raise Refused(message % asked)


def snapshot(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """One closed month: its counts and rows; with `verify`, whether its hash is right."""
    header = Header.of(snapshot.data)
    checked = resealed(snapshot) == snapshot.sha256 if request.GET.get("verify") else None
    page = Paginator(queries.rows(snapshot).defer("data"), A_PAGE)
    shown = {
        "snapshot": snapshot,
        "header": header,
        "groups": groups(header.counts),
        "page": page.get_page(request.GET.get("page")),
        "checked": checked,
        "may_publish": policy.may(request.user, "snapshots.publish"),
        "section": SECTION,
    }
    return render(request, "snapshots/snapshot.html", shown)


def publish(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """Preview what publishing would change (GET), or publish (POST)."""
    choice = _choice(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        asked = {
            "snapshot": snapshot.pk,
            "shown": [choice.leaders, choice.problems, choice.replies],
        }
        title = _("发布 %(snapshot)s") % {"snapshot": snapshot}
        return follow(request, enqueue(request.user, "snapshots.publish", asked, title=title))
    last = queries.published(snapshot.plan)
    shown = {
        "snapshot": snapshot,
        "last": last,
        "choice": choice,
        "preview": preview(snapshot, last, choice),
        "section": SECTION,
    }
    return render(request, "snapshots/publish.html", shown)


def _choice(asked: Mapping[str, str]) -> Shown:
    return Shown(*(asked.get(name) == "1" for name in ("leaders", "problems", "replies")))


def withdraw(request: PageRequest, snapshot: Snapshot) -> HttpResponse:
    """Withdraw a published month."""
    withdraw_snapshot(request.user, snapshot, request.POST.get("reason", ""))
    return done(request, _("已撤回。公众看到的是上一次发布的内容。"), "snapshot", snapshot.pk)
