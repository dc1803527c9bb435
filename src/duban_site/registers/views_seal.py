"""Pages of blind bids: keyholders, sealing, opening. Passphrases are never stored."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.responses import make_attachment
from duban_site.registers.actions.seal import issue_key, open_bids, seal_bids
from duban_site.registers.models import Holder, Register, RegisterRecord
from duban_site.registers.queries.record import load_dossier
from duban_site.registers.views import render_register_page
from duban_site.registers.views_record import render_record_page

MAX_KEY_FILE_BYTES = 10_000


def _require_sealed_field(register: Register) -> None:
    if not any(field.sealed for field in register.declaration.fields):
        raise Http404


def show_keyholders(request: PageRequest, register: Register) -> HttpResponse:
    """The keyholders; a new key file can be downloaded only once."""
    _require_sealed_field(register)
    fault = ""
    if request.method == "POST":
        try:
            holder, passphrase = request.POST.get("holder", ""), request.POST.get("passphrase", "")
            if passphrase != request.POST.get("again", ""):
                raise Refused(_("两次输入的口令不一样。"))
            key_file_text = issue_key(request.user, register, holder, passphrase)
        except Refused as error:
            fault = str(error)
        else:
            return make_attachment(key_file_text, "application/json; charset=utf-8", "duban-key.json")
    context = {"holders": Holder.objects.filter(register=register).select_related("by"), "fault": fault}
    return render_register_page(request, "keys", register, context, status=422 if fault else 200)


def seal_record(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Number the bidders and seal the table; the numbers are shown once."""
    _require_sealed_field(record.register)
    bidder_by_number: dict[str, str] = {}
    fault = ""
    if request.method == "POST":
        try:
            bidder_by_number = _seal_posted_bids(request, record)
        except Refused as error:
            fault = str(error)
    context: dict[str, Any] = {
        "holders": Holder.objects.filter(register=record.register_id),
        "table": bidder_by_number,
        "fault": fault,
        "bidders": request.POST.get("bidders", "") if fault else "",
    }
    record_dossier = load_dossier(request.user, record, today())
    return render_record_page(request, "seal", record_dossier, context, bool(fault))


def _seal_posted_bids(request: PageRequest, record: RegisterRecord) -> dict[str, str]:
    bidders = [line for line in request.POST.get("bidders", "").splitlines() if line.strip()]
    holder_keys = {int(key) for key in request.POST.getlist("holder") if key.isascii() and key.isdigit()}
    holders = [holder for holder in Holder.objects.filter(register=record.register_id) if holder.pk in holder_keys]
    threshold = request.POST.get("threshold", "")
    if not (threshold.isascii() and threshold.isdigit() and len(threshold) < 3):
        raise Refused(_("启封所需人数要填数字。"))
    return seal_bids(request.user, record, bidders, holders, int(threshold))


def unseal_record(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Open the table, with the keyholders present."""
    _require_sealed_field(record.register)
    bidder_by_number: dict[str, str] = {}
    fault = ""
    if request.method == "POST":
        try:
            bidder_by_number = open_bids(request.user, record, _read_posted_keys(request))
        except Refused as error:
            fault = str(error)
    record_dossier = load_dossier(request.user, record, today())
    context = {"table": bidder_by_number, "fault": fault, "places": range(1, 6)}
    return render_record_page(request, "unseal", record_dossier, context, bool(fault))


def _read_posted_keys(request: PageRequest) -> list[tuple[str, str]]:
    keys_with_passphrases = []
    for index in range(1, 6):
        file = request.FILES.get(f"key_{index}")
        if file is not None:
            key_file_text = file.read(MAX_KEY_FILE_BYTES).decode("utf-8", errors="replace")
            keys_with_passphrases.append((key_file_text, request.POST.get(f"passphrase_{index}", "")))
    return keys_with_passphrases


show_keyholders = sensitive_post_parameters("passphrase", "again")(show_keyholders)
seal_record = sensitive_post_parameters("bidders")(seal_record)
unseal_record = sensitive_post_parameters()(unseal_record)
