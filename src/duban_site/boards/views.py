"""Overview, living report, table, units and leaders."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from duban_site.boards import charts, export, queries
from duban_site.boards.living_markup import build_contents, render_text
from duban_site.core.access.page import PageRequest
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.core.tables import download_table
from duban_site.people.models import Body, Leader
from duban_site.plans.models import Duty, Plan
from duban_site.plans.models.commitment import TYPES
from duban_site.plans.queries import list_plans

PAGE_SIZE = 50
MAX_GROUP_ROWS = 200


def list_boards(request: PageRequest) -> HttpResponse:
    """The plans whose boards one may open."""
    plans = [plan for plan in list_plans(request.user) if plan.status != "draft"]
    return render(request, "boards/boards.html", {"plans": plans, "section": "boards"})


def open_leader_board(request: PageRequest) -> HttpResponse:
    """Redirect a leader to their board in the newest plan, others to the list of plans."""
    plans = [plan for plan in list_plans(request.user) if plan.status != "draft"]
    if not plans or request.user.leader_id is None:
        return redirect("boards")
    return redirect("board_leader", plans[0].pk, request.user.leader_id)


def show_overview(request: PageRequest, plan: Plan) -> HttpResponse:
    """Where the plan stands."""
    months = _read_months(request, plan)
    board = queries.load_overview(plan, months)
    context = {
        "board": board,
        "parts": charts.draw_parts(board.parts),
        "headlines": charts.draw_headlines(board.headlines),
        "year": charts.draw_year(months),
    }
    return _render_page(request, "overview", plan, months, context)


def show_living_report(request: PageRequest, plan: Plan) -> HttpResponse:
    """Show the report's text, each commitment coloured by its status."""
    months = _read_months(request, plan)
    position = request.GET.get("at", "")
    living_report = queries.load_living_report(
        plan, months.as_of, int(position) if position.isdecimal() and len(position) < 12 else 0
    )
    date_query = "" if months.newest else f"as_of={months.as_of.isoformat()}&"
    context = {
        "found": living_report,
        "text": render_text(plan.text, living_report),
        "contents": build_contents(living_report),
    }
    context["query"] = date_query
    return _render_page(request, "living", plan, months, context)


def show_table(request: PageRequest, plan: Plan) -> HttpResponse:
    """Every commitment, filtered and searched."""
    months = _read_months(request, plan)
    filters = queries.Filters.from_query(request.GET)
    paginator = Paginator(queries.filter_commitments(plan, months.as_of, filters), PAGE_SIZE)
    context = {
        "filters": filters,
        "page": paginator.get_page(request.GET.get("page")),
        "statuses": STATUS_CHOICES,
        "types": TYPES,
        "parts": plan.parts.filter(topics__commitments__isnull=False).distinct(),
        "bodies": Body.objects.filter(responsibilities__commitment__plan=plan).distinct(),
        "leaders": Leader.objects.filter(commitments__plan=plan).distinct(),
    }
    return _render_page(request, "table", plan, months, context)


def download_csv(request: PageRequest, plan: Plan) -> HttpResponse:
    """The filtered table as CSV."""
    return _export_table(request, plan, "csv")


def download_xlsx(request: PageRequest, plan: Plan) -> HttpResponse:
    """The filtered table as a workbook."""
    return _export_table(request, plan, "xlsx")


def show_bodies(request: PageRequest, plan: Plan) -> HttpResponse:
    """Every unit and every leader, beside each other."""
    months = _read_months(request, plan)
    context = {
        "bodies": charts.draw_groups(queries.list_body_groups(plan, months.as_of)),
        "leaders": charts.draw_groups(queries.list_leader_groups(plan, months.as_of)),
    }
    return _render_page(request, "bodies", plan, months, context)


def show_body(request: PageRequest, plan: Plan, body: int) -> HttpResponse:
    """What one unit answers for."""
    body_record = get_object_or_404(Body, pk=body)
    return _render_group(request, plan, {"body": body_record}, body_record.name, "")


def show_leader(request: PageRequest, plan: Plan, leader: int) -> HttpResponse:
    """What one leader in charge answers for."""
    leader_record = get_object_or_404(Leader, pk=leader)
    return _render_group(request, plan, {"leader": leader_record}, leader_record.name, leader_record.title)


def _render_group(request: PageRequest, plan: Plan, subject: dict[str, Any], name: str, title: str) -> HttpResponse:
    months = _read_months(request, plan)
    rows = list(queries.list_board_commitments(plan, months.as_of, **subject)[: MAX_GROUP_ROWS + 1])
    counts: dict[str, int] = {}
    for row in rows:
        if row.now_status:
            counts[row.now_status] = counts.get(row.now_status, 0) + 1
    group = queries.Group(0, name, title, counts)
    context = {"rows": rows[:MAX_GROUP_ROWS], "more": len(rows) > MAX_GROUP_ROWS, "group": group, **subject}
    if "body" in subject:
        cooperating = queries.list_board_commitments(plan, months.as_of, **subject, duty=Duty.COOPERATING)
        context["cooperating"] = list(cooperating[:MAX_GROUP_ROWS])
    context["bar"] = charts.draw_status_bar(name, counts, group.total)
    return _render_page(request, "group", plan, months, context)


def _export_table(request: PageRequest, plan: Plan, suffix: str) -> HttpResponse:
    months = _read_months(request, plan)
    rows = queries.filter_commitments(plan, months.as_of, queries.Filters.from_query(request.GET))
    stem, columns = f"duban-{plan.pk}-{months.as_of.isoformat()}", export.list_columns(plan, months.now)
    return download_table(suffix, stem, _("目标任务"), columns, rows)


def _read_months(request: PageRequest, plan: Plan) -> queries.Months:
    return queries.load_months(plan, request.GET.get("as_of", ""))


def _render_page(
    request: PageRequest, name: str, plan: Plan, months: queries.Months, context: dict[str, Any]
) -> HttpResponse:
    is_personal = name == "group" and context.get("leader") == request.user.leader
    section = "own" if is_personal and request.user.leader_id else "boards"
    base_context = {"plan": plan, "months": months, "section": section, "board_page": name}
    return render(request, f"boards/{name}.html", base_context | context)
