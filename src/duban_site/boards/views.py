"""Overview, living report, table, units and leaders."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from duban_site.boards import drawing, export, queries
from duban_site.boards.living import contents, set_text
from duban_site.core.access.page import PageRequest
from duban_site.core.status_words import STATUSES
from duban_site.core.web import CSV, XLSX, attachment
from duban_site.people.models import Body, Leader
from duban_site.plans.models import Duty, Plan
from duban_site.plans.models.commitment import TYPES
from duban_site.plans.queries import plans_for

ROWS = 50
UNIT_ROWS = 200


def boards(request: PageRequest) -> HttpResponse:
    """The plans whose boards one may open."""
    plans = [p for p in plans_for(request.user) if p.status != "draft"]
    return render(request, "boards/boards.html", {"plans": plans, "section": "boards"})


def own(request: PageRequest) -> HttpResponse:
    """Redirect a leader to their board in the newest plan, others to the list of plans."""
    plans = [p for p in plans_for(request.user) if p.status != "draft"]
    if not plans or request.user.leader_id is None:
        return redirect("boards")
    return redirect("board_leader", plans[0].pk, request.user.leader_id)


def overview(request: PageRequest, plan: Plan) -> HttpResponse:
    """Where the plan stands."""
    months = _months(request, plan)
    found = queries.overview(plan, months)
    shown = {
        "board": found,
        "parts": drawing.parts(found.parts),
        "headlines": drawing.headlines(found.headlines),
        "year": drawing.year(months),
    }
    return _page(request, "overview", plan, months, shown)


def living(request: PageRequest, plan: Plan) -> HttpResponse:
    """Show the report's text, each commitment coloured by its status."""
    months = _months(request, plan)
    at = request.GET.get("at", "")
    found = queries.living(plan, months.as_of, int(at) if at.isdecimal() and len(at) < 12 else 0)
    day = "" if months.newest else f"as_of={months.as_of.isoformat()}&"
    shown = {"found": found, "text": set_text(plan.text, found), "contents": contents(found)}
    shown["query"] = day
    return _page(request, "living", plan, months, shown)


def table(request: PageRequest, plan: Plan) -> HttpResponse:
    """Every commitment, filtered and searched."""
    months = _months(request, plan)
    filters = queries.Filters.of(request.GET)
    rows = Paginator(queries.filtered(plan, months.as_of, filters), ROWS)
    own = request.GET.copy()
    own.pop("page", None)
    shown = {
        "filters": filters,
        "page": rows.get_page(request.GET.get("page")),
        "query": own.urlencode(),
        "statuses": STATUSES,
        "types": TYPES,
        "parts": plan.parts.filter(topics__commitments__isnull=False).distinct(),
        "bodies": Body.objects.filter(responsibilities__commitment__plan=plan).distinct(),
        "leaders": Leader.objects.filter(commitments__plan=plan).distinct(),
    }
    return _page(request, "table", plan, months, shown)


def table_csv(request: PageRequest, plan: Plan) -> HttpResponse:
    """The filtered table as CSV."""
    return _export(request, plan, "csv", CSV, export.as_csv)


def table_xlsx(request: PageRequest, plan: Plan) -> HttpResponse:
    """The filtered table as a workbook."""
    return _export(request, plan, "xlsx", XLSX, export.as_xlsx)


def bodies(request: PageRequest, plan: Plan) -> HttpResponse:
    """Every unit and every leader, beside each other."""
    months = _months(request, plan)
    shown = {
        "bodies": drawing.groups(queries.bodies(plan, months.as_of)),
        "leaders": drawing.groups(queries.leaders(plan, months.as_of)),
    }
    return _page(request, "bodies", plan, months, shown)


def body(request: PageRequest, plan: Plan, body: int) -> HttpResponse:
    """What one unit answers for."""
    found = get_object_or_404(Body, pk=body)
    return _group(request, plan, {"body": found}, found.name, "")


def leader(request: PageRequest, plan: Plan, leader: int) -> HttpResponse:
    """What one leader in charge answers for."""
    found = get_object_or_404(Leader, pk=leader)
    return _group(request, plan, {"leader": found}, found.name, found.title)


def _group(
    request: PageRequest, plan: Plan, who: dict[str, Any], name: str, title: str
) -> HttpResponse:
    months = _months(request, plan)
    found = list(queries.board_of(plan, months.as_of, **who)[: UNIT_ROWS + 1])
    counts: dict[str, int] = {}
    for row in found:
        if row.now_status:
            counts[row.now_status] = counts.get(row.now_status, 0) + 1
    group = queries.Group(0, name, title, counts)
    shown = {"rows": found[:UNIT_ROWS], "more": len(found) > UNIT_ROWS, "group": group, **who}
    if "body" in who:
        joined = queries.board_of(plan, months.as_of, **who, duty=Duty.COOPERATING)
        shown["cooperating"] = list(joined[:UNIT_ROWS])
    shown["bar"] = drawing.bar(name, counts, group.total)
    return _page(request, "group", plan, months, shown)


def _export(request: PageRequest, plan: Plan, suffix: str, kind: str, write: Any) -> HttpResponse:
    months = _months(request, plan)
    rows = queries.filtered(plan, months.as_of, queries.Filters.of(request.GET))
    name = f"duban-{plan.pk}-{months.as_of.isoformat()}.{suffix}"
    return attachment(write(plan, months.now, rows), kind, name)


def _months(request: PageRequest, plan: Plan) -> queries.Months:
    return queries.months(plan, request.GET.get("as_of", ""))


def _page(
    request: PageRequest, name: str, plan: Plan, months: queries.Months, shown: dict[str, Any]
) -> HttpResponse:
    own = name == "group" and shown.get("leader") == request.user.leader
    section = "own" if own and request.user.leader_id else "boards"
    base = {"plan": plan, "months": months, "section": section, "board_page": name}
    return render(request, f"boards/{name}.html", base | shown)
