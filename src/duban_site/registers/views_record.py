"""The page of a record, and all changes that can be made to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban.registers import Declaration, Move, Rights, Rows
from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.web import date_or_none, done, kept_file
from duban_site.registers.actions.attach import attach
from duban_site.registers.actions.clocks import ask_extension, decide_extension, pause, resume
from duban_site.registers.actions.happen import When
from duban_site.registers.actions.rows import add_row, close_row, edit_row
from duban_site.registers.actions.write import correct, edit, move
from duban_site.registers.errors import Declined
from duban_site.registers.forms import PREFIX, RecordForm, askable, fillable
from duban_site.registers.models import RegisterDocument, RegisterRecord
from duban_site.registers.queries.choosing import offered, referred
from duban_site.registers.queries.digging import RoadBan, road_ban
from duban_site.registers.queries.record import Dossier, dossier
from duban_site.registers.views import register_page

Done = HttpResponse


def record(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """A record with its fields, rows, clocks and timeline."""
    return record_page(request, "record", dossier(request.user, record, today()), {})


def choose(request: PageRequest, register: str) -> HttpResponse:
    """Records of a register that contain the typed words, as choices of an input."""
    words = next((str(text) for key, text in request.GET.items() if key.startswith(PREFIX)), "")
    shown = {"records": offered(request.user, register, words)}
    return render(request, "registers/choices.html", shown)


def change(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Edit fields, or with `?correct` correct wrong values."""
    found = dossier(request.user, record, today())
    wrong = "correct" in request.GET
    fields = fillable(found.declaration.fields, persons=found.rights.persons)
    data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, data, values=found.record.values, person=request.user)
    posted = request.method == "POST"
    if posted and try_action(form, lambda: _changed(request, found, form, wrong)) is not None:
        return done(request, _("已更正。") if wrong else _("已保存。"), "record", record.pk)
    shown = {"form": form, "wrong": wrong, "posted": request.POST}
    return record_page(request, "change", found, shown, bool(form.errors))


def _changed(request: PageRequest, found: Dossier, form: RecordForm, wrong: bool) -> Any:
    values = form.changed(found.record.values)
    if not values:
        raise Refused(_("没有改动任何字段。"))
    if wrong:
        reason = request.POST.get("reason", "")
        return correct(request.user, found.row, values, reason, when=when_asked(request))
    return edit(request.user, found.row, values, when=when_asked(request))


def go(request: PageRequest, record: RegisterRecord, to: str) -> HttpResponse:
    """Move a record to another stage: one form with everything that the move requires."""
    found = dossier(request.user, record, today())
    way = found.declaration.move(found.record.stage, to)
    if way is None:
        raise Http404
    needed = _needed(found, way)
    named = {*needed, *way.requires}
    known = found.record.values
    asked = (field for field in found.declaration.fields if field.key in named)
    fields = askable(asked, known, persons=found.rights.persons)
    attached = {document.kind for document in found.record.documents}
    data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, data, values=known, required=named, person=request.user)
    posted = request.method == "POST"
    if posted and try_action(form, lambda: _moved(request, found, way, form)) is not None:
        label = found.declaration.stage(to).label
        return done(request, _("已到“%(stage)s”。") % {"stage": label}, "record", record.pk)
    missing = [kind for kind in way.documents if kind not in attached]
    shown = {"form": form, "move": way, "missing": missing, "posted": request.POST}
    return record_page(request, "move", found, shown, bool(form.errors))


def _needed(found: Dossier, way: Move) -> list[str]:
    """The empty fields that the target stage requires."""
    order, to = found.declaration.order, found.declaration.order(way.to)
    return [
        field.key
        for field in found.declaration.fields
        if field.required is not None
        and order(field.required) <= to
        and found.record.values.get(field.key) is None
        and found.declaration.stage(way.to).kind != "ended"
    ]


@transaction.atomic
def _moved(request: PageRequest, found: Dossier, way: Move, form: RecordForm) -> Any:
    when = when_asked(request)
    for n, kind in enumerate(way.documents):
        if (file := request.FILES.get(f"document_{n}")) is not None:
            attach(request.user, found.row, kind, file.name or kind, file)
            when = When(effective=when.effective)
    reason = request.POST.get("reason", "")
    values = form.changed(found.record.values)
    return move(request.user, found.row, way.to, values, reason=reason, when=when)


def row_new(request: PageRequest, record: RegisterRecord, rows: str) -> HttpResponse:
    """A new sub-row."""
    found = dossier(request.user, record, today())
    group = _group(found.declaration, rows)
    needed = [f.key for f in group.fields if f.required is not None]
    data = request.POST if request.method == "POST" else None
    fields = fillable(group.fields, persons=True)
    form = RecordForm(fields, data, required=needed, person=request.user)
    if request.method == "POST":
        when = when_asked(request)
        added = try_action(
            form, lambda: add_row(request.user, record, rows, form.values, when=when)
        )
        if added is not None:
            return done(request, _("已增加一行。"), "record", record.pk)
    return record_page(request, "row", found, {"form": form, "group": group}, bool(form.errors))


def row_change(request: PageRequest, record: RegisterRecord, rows: str, row: str) -> HttpResponse:
    """Edit or close a sub-row."""
    found = dossier(request.user, record, today())
    group = _group(found.declaration, rows)
    held = found.record.rows.get(rows, {}).get(row)
    if held is None:
        raise Http404
    when = when_asked(request)
    if request.method == "POST" and "close" in request.POST:
        close_row(request.user, record, rows, row, when=when)
        return done(request, _("已办结。"), "record", record.pk)
    fields = fillable(group.fields, persons=found.rights.persons)
    data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, data, values=held.values, person=request.user)
    if request.method == "POST":
        values = form.changed(held.values) if form.is_valid() else {}
        if try_action(form, lambda: edit_row(request.user, record, rows, row, values, when=when)):
            return done(request, _("已保存。"), "record", record.pk)
    shown = {"form": form, "group": group, "row": held}
    return record_page(request, "row", found, shown, bool(form.errors))


def document_new(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Attach a document."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择要上传的文件。"))
    kind = request.POST.get("kind", "")
    attach(request.user, record, kind, file.name or kind, file, when=when_asked(request))
    return done(request, _("已上传。"), "record", record.pk)


def document(_request: PageRequest, document: RegisterDocument) -> HttpResponseBase:
    """A document's file."""
    return kept_file(document.sha256, document.content_type, document.name)


def clock(request: PageRequest, record: RegisterRecord, clock: str) -> HttpResponse:
    """Request or decide an extension of a clock, pause or resume it."""
    asked, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    when = when_asked(request)
    if asked == "extend":
        days = request.POST.get("days", "")
        if not (days.isascii() and days.isdigit() and len(days) < 4):
            raise Refused(_("延期天数要填数字。"))
        ask_extension(request.user, record, clock, int(days), reason, when=when)
    elif asked in ("grant", "refuse"):
        granted = asked == "grant"
        decide_extension(request.user, record, clock, granted, reason, when=when)
    elif asked == "pause":
        pause(request.user, record, clock, reason, when=when)
    elif asked == "resume":
        resume(request.user, record, clock, when=when)
    else:
        raise Refused(_("不知道要做什么；请从记录页操作。"))
    return done(request, _("已登记。"), "record", record.pk)


def when_asked(request: PageRequest) -> When:
    """The posted effective date, and the latest event that the form knew of."""
    serial = request.POST.get("serial", "")
    known = int(serial) if serial.isascii() and serial.isdigit() and len(serial) < 9 else None
    effective: dt.date | None = date_or_none(request.POST.get("effective", ""))
    return When(effective=effective, serial=known)


def try_action(form: RecordForm, act: Callable[[], Any]) -> Any:
    """Run the action and give its result; None where it was refused, with errors in the form."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Declined as error:
        form.refuse(error.refusals)
    except Refused as error:
        form.add_error(None, str(error))
    return None


def _group(declaration: Declaration, rows: str) -> Rows:
    try:
        return declaration.group(rows)
    except KeyError as error:
        raise Http404 from error


def _ban(found: Dossier) -> RoadBan | None:
    """The road ban while the application is open; later it no longer matters."""
    if not found.row.open:
        return None
    return road_ban(found.row.register, found.record.values, today())


def record_page(
    request: PageRequest, name: str, found: Dossier, shown: dict[str, Any], wrong: bool = False
) -> HttpResponse:
    """A page of one record."""
    own: Rights = found.rights
    declaration = found.declaration
    base = {
        "record": found.row,
        "found": found,
        "may_edit": own.may(declaration.edit) and not found.stage.locked,
        "may_rows": {g.key for g in declaration.rows if own.may(g.who or declaration.edit)},
        "may_correct": own.may(declaration.correct),
        "kinds": sorted({kind for m in declaration.moves for kind in m.documents}),
        "seals": any(field.sealed for field in declaration.fields),
        "ban": _ban(found),
        "pointed": referred(request.user, declaration, found.record.values),
        "may_attach": own.may(
            declaration.edit | frozenset(d for m in declaration.moves for d in m.who)
        ),
    }
    return register_page(request, name, found.row.register, base | shown, 422 if wrong else 200)
