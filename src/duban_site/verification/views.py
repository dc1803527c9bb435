"""The year's check: opening one, deciding its rows, confirming it, and its table."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.documents.contrast_table import render_contrast_docx, render_contrast_xlsx
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.responses import XLSX_TYPE, make_attachment, redirect_with_message
from duban_site.plans.models import Plan
from duban_site.plans.queries import list_plans
from duban_site.verification import queries
from duban_site.verification.actions.confirm_check import confirm_check
from duban_site.verification.actions.decide_row import decide_row
from duban_site.verification.actions.discard_check import discard_check
from duban_site.verification.actions.open_check import open_check
from duban_site.verification.facing import render_facing_page
from duban_site.verification.forms import CheckForm
from duban_site.verification.models import JUDGEMENTS, Check

SECTION = "verification"
PAGE_SIZE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def list_checks(request: PageRequest) -> HttpResponse:
    """The checks one may see, and the plans that can be checked."""
    plans = list_plans(request.user).exclude(status="draft")
    page = Paginator(queries.list_visible_checks(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "plans": plans, "section": SECTION}
    return render(request, "verification/checks.html", context)


def open_new(request: PageRequest, plan: Plan) -> HttpResponse:
    """Check a plan by an uploaded file."""
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            check = open_check(request.user, plan, file.name, file.read())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            message = _("已核对 %(n)s 项目标，请逐项看过再确认。")
            return redirect_with_message(request, message % {"n": check.rows.count()}, "year_check", check.pk)
    return render(request, "verification/new.html", {"form": form, "plan": plan, "section": SECTION})


def show_check(request: PageRequest, check: Check) -> HttpResponse:
    """The verdicts, with both quotes and the sum."""
    requested = request.GET.get("judgement", "")
    page = Paginator(queries.list_rows(check, requested), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = queries.count_judgements(check)
    context = {
        "check": check,
        "page": page,
        "counts": counts,
        "total": sum(judgement_count.count for judgement_count in counts),
        "bar": queries.draw_bar(counts),
        "asked": requested,
        "judgements": JUDGEMENTS,
        "glyphs": queries.GLYPHS,
        "colours": queries.COLOURS,
        "section": SECTION,
    }
    return render(request, "verification/check.html", context)


def show_facing(request: PageRequest, check: Check) -> HttpResponse:
    """The two texts side by side, with lines between them."""
    return HttpResponse(render_facing_page(check))


def decide_verdict(request: PageRequest, check: Check, row: int) -> HttpResponse:
    """Decide one verdict."""
    check_row = get_object_or_404(check.rows.select_related("check_of__plan"), pk=row)
    judgement, reason = request.POST.get("judgement", ""), request.POST.get("reason", "")
    decide_row(request.user, check_row, judgement, reason)
    message = _("已改为“%(word)s”。") % {"word": dict(JUDGEMENTS)[judgement]}
    return redirect_with_message(request, message, "year_check", check.pk)


def confirm_draft(request: PageRequest, check: Check) -> HttpResponse:
    """Confirm the check."""
    confirm_check(request.user, check, close_plan=request.POST.get("close_plan") == "1")
    return redirect_with_message(request, _("已确认。各单位和领导现在可以看到核对结果。"), "year_check", check.pk)


def discard_draft(request: PageRequest, check: Check) -> HttpResponse:
    """Discard a draft."""
    discard_check(request.user, check)
    return redirect_with_message(request, _("已删除这份草稿。"), "year_checks")


def download_xlsx(request: PageRequest, check: Check) -> HttpResponse:
    """The 对照表 as a workbook."""
    return _build_attachment(check, "xlsx", XLSX_TYPE, render_contrast_xlsx(queries.build_contrast_lines(check)))


def download_docx(request: PageRequest, check: Check) -> HttpResponse:
    """The 对照表 for Word."""
    return _build_attachment(
        check, "docx", DOCX, render_contrast_docx(_table_title(check), queries.build_contrast_lines(check))
    )


def _table_title(check: Check) -> str:
    return f"{check.plan.city}{check.plan.year}年目标任务完成情况对照表"


def _build_attachment(check: Check, suffix: str, content_type: str, content: bytes) -> HttpResponse:
    return make_attachment(content, content_type, f"duban-{check.plan_id}-{check.plan.year}-{check.serial}.{suffix}")
