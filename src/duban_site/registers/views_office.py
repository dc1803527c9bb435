"""Pages of the office: declare registers, import and export sheets, bind measures to claims."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.registers import list_template_names, load_template, read_template_text
from duban.registers.sheets import build_blank_sheets, write_csv, write_xlsx
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.model_forms import OPENED_FIELD, compute_version
from duban_site.core.responses import CSV_TYPE, XLSX_TYPE, make_attachment, parse_date, redirect_with_message
from duban_site.people.models import Body
from duban_site.plans.models import Claim, Plan
from duban_site.registers.actions.bind_measures import MeasureSource, bind_measure, unbind_claim
from duban_site.registers.actions.declare_register import assign_keeper, change_declaration, declare_register
from duban_site.registers.actions.feed_claims import feed_claims
from duban_site.registers.actions.read_measures import read_measures
from duban_site.registers.declaration_draft import DeclarationDraft, DraftForm
from duban_site.registers.errors import InvalidInput
from duban_site.registers.models import Binding, Register
from duban_site.registers.queries.bindings import list_claim_rows, list_hints, list_measure_options
from duban_site.registers.queries.measures import list_unsummed_queries
from duban_site.registers.queries.sheets import build_register_sheets
from duban_site.registers.uploads import enqueue_import
from duban_site.registers.views import render_register_page

MAX_DECLARATION_CHARS = 400_000


def declare_register_page(request: PageRequest) -> HttpResponse:
    """Take a register into use: from a template, from a file, or from a form."""
    template_name = request.GET.get("template", "")
    text, faults, draft_form = "", [], DraftForm()
    if template_name in list_template_names():
        text = read_template_text(template_name)
    if request.method == "POST":
        try:
            text, draft_form = _posted_declaration(request)
            body = _find_body(request.POST.get("body"))
            new_register_row = declare_register(request.user, text, body=body, template=template_name)
        except InvalidInput as error:
            faults = list(error.problems)
        else:
            message = _("台账“%(name)s”已启用。") % {"name": new_register_row.name}
            return redirect_with_message(request, message, "register", new_register_row.pk)
    used_keys = set(Register.objects.values_list("key", flat=True))
    context = {
        "templates": [(load_template(name), name in used_keys) for name in list_template_names()],
        "text": text,
        "faults": faults,
        "draft": draft_form,
        "start": template_name,
        "own": bool(template_name) or "own" in request.GET or request.method == "POST",
        "bodies": Body.objects.filter(active=True),
        "section": "registers",
    }
    return render(request, "registers/declare.html", context, status=422 if faults else 200)


def _posted_declaration(request: PageRequest) -> tuple[str, DraftForm]:
    """The posted declaration: from a file, from the form's lines, or the text itself."""
    file = request.FILES.get("file")
    if file is not None:
        try:
            return file.read(MAX_DECLARATION_CHARS * 4).decode("utf-8-sig"), DraftForm()
        except UnicodeDecodeError as error:
            raise Refused(_("文件不是UTF-8编码；请另存为UTF-8再传。")) from error
    if "draft" not in request.POST:
        return request.POST.get("text", ""), DraftForm()
    form = DraftForm(request.POST)
    return DeclarationDraft.from_post(request.POST).text(), form


def show_declaration(request: PageRequest, register: Register) -> HttpResponse:
    """A register's declaration and its versions; changing it, or who keeps it."""
    text, faults = register.text, []
    if request.method == "POST":
        if "keeper" in request.POST:
            body = _find_body(request.POST.get("keeper"))
            if request.POST.get(OPENED_FIELD, "") not in ("", compute_version(register.body_id)):
                raise Refused(_("您打开这一页之后，别人改过主管单位；什么都没有写入，请回到这一页核对。"))
            assign_keeper(request.user, register, body)
            return redirect_with_message(request, _("主管单位已更改。"), "register_declaration", register.pk)
        text = request.POST.get("text", "")
        try:
            updated_register = change_declaration(request.user, register, text, request.POST.get("reason", ""))
        except InvalidInput as error:
            faults = list(error.problems)
        else:
            message = _("第%(version)s版已启用，原有记录都在。") % {"version": updated_register.version}
            return redirect_with_message(request, message, "register_declaration", register.pk)
    context = {
        "text": text,
        "faults": faults,
        "opened_with": compute_version(register.body_id),
        "versions": register.versions.select_related("by"),
        "bodies": Body.objects.filter(active=True),
    }
    return render_register_page(request, "declaration", register, context, status=422 if faults else 200)


def _find_body(text: str | None) -> Body | None:
    key = _parse_key(text)
    return None if key is None else Body.objects.filter(pk=key).first()


def _parse_key(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def export_xlsx(request: PageRequest, register: Register) -> HttpResponse:
    """The register as a workbook, without personal or sealed fields."""
    data = write_xlsx(build_register_sheets(request.user, register, request.GET))
    return make_attachment(data, XLSX_TYPE, f"{register.key}.xlsx")


def export_blank(request: PageRequest, register: Register) -> HttpResponse:
    """A workbook to fill in with new records: every column that the import takes."""
    data = write_xlsx(build_blank_sheets(register.declaration))
    return make_attachment(data, XLSX_TYPE, f"{register.key}.xlsx")


def export_csv(request: PageRequest, register: Register) -> HttpResponse:
    """The register's records as CSV, without personal or sealed fields."""
    sheets = build_register_sheets(request.user, register, request.GET)[:1]
    data = next(iter(write_csv(sheets).values()))
    return make_attachment(data, CSV_TYPE, f"{register.key}.csv")


def show_import(request: PageRequest, register: Register) -> HttpResponse:
    """Import a filled sheet, all or nothing; its changes are shown first."""
    faults: list[Any] = []
    if request.method == "POST":
        try:
            return enqueue_import(request, register, "registers.import")
        except RowErrors as error:
            faults = [f"{place}：{problem_text}" for _row, place, problem_text in error.errors]
        except Refused as error:
            faults = [str(error)]
    declaration = register.declaration
    first_stage = declaration.stages[0].key
    required_fields = [field for field in declaration.fields if field.required == first_stage and not field.retired]
    context = {
        "faults": faults,
        "required": [field for field in required_fields if not field.sealed],
        "sealed": [field for field in required_fields if field.sealed],
    }
    return render_register_page(request, "import", register, context, status=422 if faults else 200)


def read_measures_now(request: PageRequest, register: Register) -> HttpResponse:
    """Compute and save measures as of a day."""
    as_of = parse_date(request.POST.get("as_of", "")) or today()
    readings = read_measures(request.user, register, as_of, list_unsummed_queries(register))
    message = _("已计算 %(count)s 项统计口径。") % {"count": len(readings)}
    return redirect_with_message(request, message, "register_measures", register.pk)


def show_bindings(request: PageRequest, plan: Plan) -> HttpResponse:
    """Which measures feed which claims of a plan: suggested, confirmed, fed."""
    rows = list_claim_rows(plan)
    context = {
        "plan": plan,
        "rows": [row for row in rows if row.binding is not None or row.suggested],
        "claims": [row.claim for row in rows if row.binding is None],
        "options": list_measure_options(),
        "may": policy.may(request.user, "registers.bind"),
        "section": "registers",
        "today": today(),
    }
    return render(request, "registers/bindings.html", context)


def show_hints(request: PageRequest, plan: Plan) -> HttpResponse:
    """A fragment of the review pages: which claims of the plan registers could feed."""
    part = request.GET.get("part", "")
    part_order = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else None
    context = {
        "plan": plan,
        "rows": list_hints(plan, part_order),
        "part": part_order,
        "may": policy.may(request.user, "registers.bind"),
    }
    return render(request, "registers/hints.html", context)


def change_binding(request: PageRequest, plan: Plan) -> HttpResponse:
    """Bind a claim to a measure, or remove its binding."""
    key = _parse_key(request.POST.get("claim"))
    if key is None:
        raise Refused(_("请选择指标。"))
    claim = get_object_or_404(Claim, commitment__plan=plan, pk=key)
    if "remove" in request.POST:
        unbind_claim(request.user, get_object_or_404(Binding, claim=claim))
        return redirect_with_message(request, _("已取消绑定；已写入的数据不变。"), "bindings", plan.pk)
    register_key, _bar, measure_parts = request.POST.get("source", "").partition("|")
    measure, group_field, group = [*measure_parts.split("|", 2), "", "", ""][:3]
    source_register = get_object_or_404(Register, key=register_key)
    reason = request.POST.get("reason", "") or _("督查室选定")
    bind_measure(request.user, claim, MeasureSource(source_register, measure, group_field, group, reason))
    return redirect_with_message(request, _("已绑定。"), "bindings", plan.pk)


def feed_plan_figures(request: PageRequest, plan: Plan) -> HttpResponse:
    """Feed the plan's bound claims as of a month's end."""
    as_of = parse_date(request.POST.get("as_of", ""))
    if as_of is None:
        raise Refused(_("请填统计截止日（月末）。"))
    outcome = feed_claims(request.user, plan, as_of)
    message = _("写入 %(written)s 个数据，%(same)s 个未变，%(empty)s 个没有数值。")
    counts = {"written": outcome.written, "same": outcome.same, "empty": outcome.empty}
    return redirect_with_message(request, message % counts, "bindings", plan.pk)
