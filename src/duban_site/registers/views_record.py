"""The page of a record, and all changes that can be made to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban.registers import Declaration, Move, Rights, RowGroup
from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_date, redirect_with_message, serve_stored_file
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.clocks import decide_extension, pause_clock, request_extension, resume_clock
from duban_site.registers.actions.edit_record import correct_fields, edit_fields, move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.actions.rows import add_row, close_row, edit_row
from duban_site.registers.errors import Declined
from duban_site.registers.forms import FIELD_PREFIX, RecordForm, select_askable, select_fillable
from duban_site.registers.models import RegisterDocument, RegisterRecord
from duban_site.registers.queries.record import Dossier, load_dossier
from duban_site.registers.queries.record_references import load_referenced_records, search_offered_records
from duban_site.registers.queries.road_bans import RoadBan, check_road_ban
from duban_site.registers.views import render_register_page

ActionResponse = HttpResponse


def show_record(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """A record with its fields, rows, clocks and timeline."""
    return render_record_page(request, "record", load_dossier(request.user, record, today()), {})


def show_record_choices(request: PageRequest, register: str) -> HttpResponse:
    """Records of a register that contain the typed words, as choices of an input."""
    words = next((str(text) for key, text in request.GET.items() if key.startswith(FIELD_PREFIX)), "")
    context = {"records": search_offered_records(request.user, register, words)}
    return render(request, "registers/choices.html", context)


def edit_record_page(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Edit fields, or with `?correct` correct wrong values."""
    record_dossier = load_dossier(request.user, record, today())
    is_correction = "correct" in request.GET
    fields = select_fillable(record_dossier.declaration.fields, sees_persons=record_dossier.rights.persons)
    posted_data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, posted_data, values=record_dossier.record.values, person=request.user)
    is_post = request.method == "POST"
    if is_post and try_action(form, lambda: _save_changes(request, record_dossier, form, is_correction)) is not None:
        return redirect_with_message(request, _("已更正。") if is_correction else _("已保存。"), "record", record.pk)
    context = {"form": form, "wrong": is_correction, "posted": request.POST}
    return render_record_page(request, "change", record_dossier, context, bool(form.errors))


def _save_changes(request: PageRequest, record_dossier: Dossier, form: RecordForm, is_correction: bool) -> Any:
    values = form.changed(record_dossier.record.values)
    if not values:
        raise Refused(_("没有改动任何字段。"))
    if is_correction:
        reason = request.POST.get("reason", "")
        return correct_fields(request.user, record_dossier.row, values, reason, timing=read_timing(request))
    return edit_fields(request.user, record_dossier.row, values, timing=read_timing(request))


def move_record_page(request: PageRequest, record: RegisterRecord, to: str) -> HttpResponse:
    """Move a record to another stage: one form with everything that the move requires."""
    record_dossier = load_dossier(request.user, record, today())
    move_rule = record_dossier.declaration.find_move(record_dossier.record.stage, to)
    if move_rule is None:
        raise Http404
    required_keys = _list_missing_required(record_dossier, move_rule)
    requested_keys = {*required_keys, *move_rule.requires}
    current_values = record_dossier.record.values
    requested_fields = (field for field in record_dossier.declaration.fields if field.key in requested_keys)
    fields = select_askable(requested_fields, current_values, sees_persons=record_dossier.rights.persons)
    attached_kinds = {document.kind for document in record_dossier.record.documents}
    posted_data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, posted_data, values=current_values, required=requested_keys, person=request.user)
    is_post = request.method == "POST"
    if is_post and try_action(form, lambda: _save_move(request, record_dossier, move_rule, form)) is not None:
        label = record_dossier.declaration.stage(to).label
        return redirect_with_message(request, _("已到“%(stage)s”。") % {"stage": label}, "record", record.pk)
    missing_documents = [kind for kind in move_rule.documents if kind not in attached_kinds]
    context = {"form": form, "move": move_rule, "missing": missing_documents, "posted": request.POST}
    return render_record_page(request, "move", record_dossier, context, bool(form.errors))


def _list_missing_required(record_dossier: Dossier, move_rule: Move) -> list[str]:
    """The empty fields that the target stage requires."""
    stage_order, target_order = (record_dossier.declaration.order, record_dossier.declaration.order(move_rule.to))
    return [
        field.key
        for field in record_dossier.declaration.fields
        if field.required is not None
        and stage_order(field.required) <= target_order
        and record_dossier.record.values.get(field.key) is None
        and record_dossier.declaration.stage(move_rule.to).kind != "ended"
    ]


@transaction.atomic
def _save_move(request: PageRequest, record_dossier: Dossier, move_rule: Move, form: RecordForm) -> Any:
    timing = read_timing(request)
    for index, document_kind in enumerate(move_rule.documents):
        if (file := request.FILES.get(f"document_{index}")) is not None:
            attach_document(request.user, record_dossier.row, document_kind, file.name or document_kind, file)
            timing = EventTiming(effective=timing.effective)
    reason = request.POST.get("reason", "")
    values = form.changed(record_dossier.record.values)
    return move_to_stage(request.user, record_dossier.row, move_rule.to, values, reason=reason, timing=timing)


def add_row_page(request: PageRequest, record: RegisterRecord, rows: str) -> HttpResponse:
    """A new sub-row."""
    record_dossier = load_dossier(request.user, record, today())
    group = _rows_or_404(record_dossier.declaration, rows)
    required_keys = [
        field_declaration.key for field_declaration in group.fields if field_declaration.required is not None
    ]
    posted_data = request.POST if request.method == "POST" else None
    fields = select_fillable(group.fields, sees_persons=True)
    form = RecordForm(fields, posted_data, required=required_keys, person=request.user)
    if request.method == "POST":
        timing = read_timing(request)
        new_event = try_action(form, lambda: add_row(request.user, record, rows, form.values, timing=timing))
        if new_event is not None:
            return redirect_with_message(request, _("已增加一行。"), "record", record.pk)
    return render_record_page(request, "row", record_dossier, {"form": form, "group": group}, bool(form.errors))


def edit_row_page(request: PageRequest, record: RegisterRecord, rows: str, row: str) -> HttpResponse:
    """Edit or close a sub-row."""
    record_dossier = load_dossier(request.user, record, today())
    group = _rows_or_404(record_dossier.declaration, rows)
    existing_row = record_dossier.record.rows.get(rows, {}).get(row)
    if existing_row is None:
        raise Http404
    timing = read_timing(request)
    if request.method == "POST" and "close" in request.POST:
        close_row(request.user, record, rows, row, timing=timing)
        return redirect_with_message(request, _("已办结。"), "record", record.pk)
    fields = select_fillable(group.fields, sees_persons=record_dossier.rights.persons)
    posted_data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, posted_data, values=existing_row.values, person=request.user)
    if request.method == "POST":
        values = form.changed(existing_row.values) if form.is_valid() else {}
        if try_action(form, lambda: edit_row(request.user, record, rows, row, values, timing=timing)):
            return redirect_with_message(request, _("已保存。"), "record", record.pk)
    context = {"form": form, "group": group, "row": existing_row}
    return render_record_page(request, "row", record_dossier, context, bool(form.errors))


def attach_document_page(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Attach a document."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择要上传的文件。"))
    document_kind = request.POST.get("kind", "")
    attach_document(request.user, record, document_kind, file.name or document_kind, file, timing=read_timing(request))
    return redirect_with_message(request, _("已上传。"), "record", record.pk)


def download_document(_request: PageRequest, document: RegisterDocument) -> HttpResponseBase:
    """A document's file."""
    return serve_stored_file(document.sha256, document.content_type, document.name)


def change_clock(request: PageRequest, record: RegisterRecord, clock: str) -> HttpResponse:
    """Request or decide an extension of a clock, pause or resume it."""
    clock_action, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    timing = read_timing(request)
    if clock_action == "extend":
        days = request.POST.get("days", "")
        if not (days.isascii() and days.isdigit() and len(days) < 4):
            raise Refused(_("延期天数要填数字。"))
        request_extension(request.user, record, clock, int(days), reason, timing=timing)
    elif clock_action in ("grant", "refuse"):
        is_granted = clock_action == "grant"
        decide_extension(request.user, record, clock, is_granted, reason, timing=timing)
    elif clock_action == "pause":
        pause_clock(request.user, record, clock, reason, timing=timing)
    elif clock_action == "resume":
        resume_clock(request.user, record, clock, timing=timing)
    else:
        raise Refused(_("不知道要做什么；请从记录页操作。"))
    return redirect_with_message(request, _("已登记。"), "record", record.pk)


def read_timing(request: PageRequest) -> EventTiming:
    """The posted effective date, and the latest event that the form knew of."""
    serial = request.POST.get("serial", "")
    form_serial = int(serial) if serial.isascii() and serial.isdigit() and len(serial) < 9 else None
    effective: dt.date | None = parse_date(request.POST.get("effective", ""))
    return EventTiming(effective=effective, serial=form_serial)


def try_action(form: RecordForm, action: Callable[[], Any]) -> Any:
    """Run the action and give its result; None where it was refused, with errors in the form."""
    if not form.is_valid():
        return None
    try:
        return action()
    except Declined as error:
        form.add_refusals(error.refusals)
    except Refused as error:
        form.add_error(None, str(error))
    return None


def _rows_or_404(declaration: Declaration, rows: str) -> RowGroup:
    try:
        return declaration.group(rows)
    except KeyError as error:
        raise Http404 from error


def _current_road_ban(record_dossier: Dossier) -> RoadBan | None:
    """The road ban while the application is open; later it no longer matters."""
    if not record_dossier.row.open:
        return None
    return check_road_ban(record_dossier.row.register, record_dossier.record.values, today())


def render_record_page(
    request: PageRequest, name: str, record_dossier: Dossier, context: dict[str, Any], has_errors: bool = False
) -> HttpResponse:
    """A page of one record."""
    actor_rights: Rights = record_dossier.rights
    declaration = record_dossier.declaration
    base_context = {
        "record": record_dossier.row,
        "found": record_dossier,
        "may_edit": actor_rights.has_duty_among(declaration.edit) and not record_dossier.stage.locked,
        "may_rows": {
            group.key for group in declaration.rows if actor_rights.has_duty_among(group.who or declaration.edit)
        },
        "may_correct": actor_rights.has_duty_among(declaration.correct),
        "kinds": sorted({kind for move_rule in declaration.moves for kind in move_rule.documents}),
        "seals": any(field.sealed for field in declaration.fields),
        "ban": _current_road_ban(record_dossier),
        "pointed": load_referenced_records(request.user, declaration, record_dossier.record.values),
        "may_attach": actor_rights.has_duty_among(
            declaration.edit | frozenset(duty for move_rule in declaration.moves for duty in move_rule.who)
        ),
    }
    return render_register_page(
        request, name, record_dossier.row.register, base_context | context, 422 if has_errors else 200
    )
