"""The year's check: opening one, deciding its rows, confirming it, and its table."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.documents.contrast import contrast_docx, contrast_xlsx
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import XLSX, attachment, done
from duban_site.plans.models import Plan
from duban_site.plans.queries import plans_for
from duban_site.verification import queries
from duban_site.verification.actions.confirm_check import confirm_check
from duban_site.verification.actions.decide_row import decide_row
from duban_site.verification.actions.discard_check import discard_check
from duban_site.verification.actions.open_check import open_check
from duban_site.verification.facing import facing_page
from duban_site.verification.forms import CheckForm
from duban_site.verification.models import JUDGEMENTS, Check

SECTION = "verification"
A_PAGE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def checks(request: PageRequest) -> HttpResponse:
    """The checks one may see, and the plans that can be checked."""
    plans = plans_for(request.user).exclude(status="draft")
    page = Paginator(queries.visible(request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "plans": plans, "section": SECTION}
    return render(request, "verification/checks.html", shown)


def new(request: PageRequest, plan: Plan) -> HttpResponse:
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
            return done(request, message % {"n": check.rows.count()}, "year_check", check.pk)
    return render(
        request, "verification/new.html", {"form": form, "plan": plan, "section": SECTION}
    )


def check(request: PageRequest, check: Check) -> HttpResponse:
    """The verdicts, with both quotes and the sum."""
    asked = request.GET.get("judgement", "")
    page = Paginator(queries.rows(check, asked), A_PAGE).get_page(request.GET.get("page"))
    counted = queries.counts(check)
    shown = {
        "check": check,
        "page": page,
        "counts": counted,
        "total": sum(c.count for c in counted),
        "bar": queries.bar(counted),
        "asked": asked,
        "judgements": JUDGEMENTS,
        "glyphs": queries.GLYPHS,
        "colours": queries.COLOURS,
        "section": SECTION,
    }
    return render(request, "verification/check.html", shown)


def facing(request: PageRequest, check: Check) -> HttpResponse:
    """The two texts side by side, with lines between them."""
    return HttpResponse(facing_page(check))


def decide(request: PageRequest, check: Check, row: int) -> HttpResponse:
    """Decide one verdict."""
    found = get_object_or_404(check.rows.select_related("check_of__plan"), pk=row)
    judgement, reason = request.POST.get("judgement", ""), request.POST.get("reason", "")
    decide_row(request.user, found, judgement, reason)
    message = _("已改为“%(word)s”。") % {"word": dict(JUDGEMENTS)[judgement]}
    return done(request, message, "year_check", check.pk)


def confirm(request: PageRequest, check: Check) -> HttpResponse:
    """Confirm the check."""
    confirm_check(request.user, check, close_plan=request.POST.get("close_plan") == "1")
    return done(request, _("已确认。各单位和领导现在可以看到核对结果。"), "year_check", check.pk)


def discard(request: PageRequest, check: Check) -> HttpResponse:
    """Discard a draft."""
    discard_check(request.user, check)
    return done(request, _("已删除这份草稿。"), "year_checks")


def table_xlsx(request: PageRequest, check: Check) -> HttpResponse:
    """The 对照表 as a workbook."""
    return _file(check, "xlsx", XLSX, contrast_xlsx(queries.contrast(check)))


def table_docx(request: PageRequest, check: Check) -> HttpResponse:
    """The 对照表 for Word."""
    return _file(check, "docx", DOCX, contrast_docx(_title(check), queries.contrast(check)))


def _title(check: Check) -> str:
    return f"{check.plan.city}{check.plan.year}年目标任务完成情况对照表"


def _file(check: Check, suffix: str, kind: str, data: bytes) -> HttpResponse:
    return attachment(
        data, kind, f"duban-{check.plan_id}-{check.plan.year}-{check.serial}.{suffix}"
    )
