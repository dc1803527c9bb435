"""Pages of the office: declare registers, import and export sheets, bind measures to claims."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from duban.registers import template, template_names, template_text
from duban.registers.sheets import write_csv, write_xlsx
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.web import CSV, XLSX, attachment, date_or_none, done
from duban_site.people.models import Body
from duban_site.plans.models import Claim, Plan
from duban_site.registers.actions.bind import Source, bind, unbind
from duban_site.registers.actions.declare import change, declare, give
from duban_site.registers.actions.feed import feed
from duban_site.registers.actions.read_measure import read_measures
from duban_site.registers.drafting import Draft, DraftForm
from duban_site.registers.errors import Faulty
from duban_site.registers.models import Binding, Register
from duban_site.registers.queries.bindings import bindings_of, hints_of, options
from duban_site.registers.queries.measures import unsummed
from duban_site.registers.queries.sheets import sheets_for
from duban_site.registers.uploads import import_file
from duban_site.registers.views import register_page

LARGEST = 400_000


def new_register(request: PageRequest) -> HttpResponse:
    """Take a register into use: from a template, from a file, or from a form."""
    start = request.GET.get("template", "")
    text, faults, draft = "", [], DraftForm()
    if start in template_names():
        text = template_text(start)
    if request.method == "POST":
        try:
            text, draft = _text(request)
            body = _body(request.POST.get("body"))
            made = declare(request.user, text, body=body, template=start)
        except Faulty as error:
            faults = list(error.problems)
        else:
            message = _("台账“%(name)s”已启用。") % {"name": made.name}
            return done(request, message, "register", made.pk)
    used = set(Register.objects.values_list("key", flat=True))
    shown = {
        "templates": [(template(name), name in used) for name in template_names()],
        "text": text,
        "faults": faults,
        "draft": draft,
        "start": start,
        "own": bool(start) or "own" in request.GET or request.method == "POST",
        "bodies": Body.objects.filter(active=True),
        "section": "registers",
    }
    return render(request, "registers/declare.html", shown, status=422 if faults else 200)


def _text(request: PageRequest) -> tuple[str, DraftForm]:
    """The posted declaration: from a file, from the form's lines, or the text itself."""
    file = request.FILES.get("file")
    if file is not None:
        try:
            return file.read(LARGEST * 4).decode("utf-8-sig"), DraftForm()
        except UnicodeDecodeError as error:
            raise Refused(_("文件不是UTF-8编码；请另存为UTF-8再传。")) from error
    if "draft" not in request.POST:
        return request.POST.get("text", ""), DraftForm()
    form = DraftForm(request.POST)
    return Draft.of(request.POST).text(), form


def declaration(request: PageRequest, register: Register) -> HttpResponse:
    """A register's declaration and its versions; changing it, or who keeps it."""
    text, faults = register.text, []
    if request.method == "POST":
        if "keeper" in request.POST:
            body = _body(request.POST.get("keeper"))
            give(request.user, register, body)
            return done(request, _("主管单位已更改。"), "register_declaration", register.pk)
        text = request.POST.get("text", "")
        try:
            changed = change(request.user, register, text, request.POST.get("reason", ""))
        except Faulty as error:
            faults = list(error.problems)
        else:
            message = _("第%(version)s版已启用，原有记录都在。") % {"version": changed.version}
            return done(request, message, "register_declaration", register.pk)
    shown = {
        "text": text,
        "faults": faults,
        "versions": register.versions.select_related("by"),
        "bodies": Body.objects.filter(active=True),
    }
    return register_page(request, "declaration", register, shown, status=422 if faults else 200)


def _body(text: str | None) -> Body | None:
    key = _key(text)
    return None if key is None else Body.objects.filter(pk=key).first()


def _key(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def export_xlsx(request: PageRequest, register: Register) -> HttpResponse:
    """The register as a workbook, without personal or sealed fields."""
    data = write_xlsx(sheets_for(request.user, register, request.GET))
    return attachment(data, XLSX, f"{register.key}.xlsx")


def export_csv(request: PageRequest, register: Register) -> HttpResponse:
    """The register's records as CSV, without personal or sealed fields."""
    sheets = sheets_for(request.user, register, request.GET)[:1]
    data = next(iter(write_csv(sheets).values()))
    return attachment(data, CSV, f"{register.key}.csv")


def import_page(request: PageRequest, register: Register) -> HttpResponse:
    """Import a filled sheet, all or nothing; its changes are shown first."""
    faults: list[Any] = []
    if request.method == "POST":
        try:
            return import_file(request, register, "registers.import")
        except RowErrors as error:
            faults = [f"{where}：{what}" for _row, where, what in error.errors]
        except Refused as error:
            faults = [str(error)]
    shown = {"faults": faults}
    return register_page(request, "import", register, shown, status=422 if faults else 200)


def read_now(request: PageRequest, register: Register) -> HttpResponse:
    """Compute and save measures as of a day."""
    day = date_or_none(request.POST.get("as_of", "")) or today()
    found = read_measures(request.user, register, day, unsummed(register))
    message = _("已计算 %(count)s 项统计口径。") % {"count": len(found)}
    return done(request, message, "register_measures", register.pk)


def bindings(request: PageRequest, plan: Plan) -> HttpResponse:
    """Which measures feed which claims of a plan: suggested, confirmed, fed."""
    rows = bindings_of(plan)
    shown = {
        "plan": plan,
        "rows": [row for row in rows if row.binding is not None or row.suggested],
        "claims": [row.claim for row in rows if row.binding is None],
        "options": options(),
        "may": policy.may(request.user, "registers.bind"),
        "section": "registers",
        "today": today(),
    }
    return render(request, "registers/bindings.html", shown)


def hints(request: PageRequest, plan: Plan) -> HttpResponse:
    """A fragment of the review pages: which claims of the plan registers could feed."""
    part = request.GET.get("part", "")
    order = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else None
    shown = {
        "plan": plan,
        "rows": hints_of(plan, order),
        "part": order,
        "may": policy.may(request.user, "registers.bind"),
    }
    return render(request, "registers/hints.html", shown)


def bind_claim(request: PageRequest, plan: Plan) -> HttpResponse:
    """Bind a claim to a measure, or remove its binding."""
    key = _key(request.POST.get("claim"))
    if key is None:
        raise Refused(_("请选择指标。"))
    claim = get_object_or_404(Claim, commitment__plan=plan, pk=key)
    if "remove" in request.POST:
        unbind(request.user, get_object_or_404(Binding, claim=claim))
        return done(request, _("已取消绑定；已写入的数据不变。"), "bindings", plan.pk)
    register, _bar, rest = request.POST.get("source", "").partition("|")
    measure, by, group = [*rest.split("|", 2), "", "", ""][:3]
    of = get_object_or_404(Register, key=register)
    reason = request.POST.get("reason", "") or _("督查室选定")
    bind(request.user, claim, Source(of, measure, by, group, reason))
    return done(request, _("已绑定。"), "bindings", plan.pk)


def feed_plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """Feed the plan's bound claims as of a month's end."""
    day = date_or_none(request.POST.get("as_of", ""))
    if day is None:
        raise Refused(_("请填统计截止日（月末）。"))
    found = feed(request.user, plan, day)
    message = _("写入 %(written)s 个数据，%(same)s 个未变，%(empty)s 个没有数值。")
    told = {"written": found.written, "same": found.same, "empty": found.empty}
    return done(request, message % told, "bindings", plan.pk)
