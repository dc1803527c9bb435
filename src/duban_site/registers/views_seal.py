"""Pages of blind bids: keyholders, sealing, opening. Passphrases are never stored."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.web import attachment
from duban_site.registers.actions.seal import give_key, open_bids, seal_bids
from duban_site.registers.models import Holder, Register, RegisterRecord
from duban_site.registers.queries.record import dossier
from duban_site.registers.views import register_page
from duban_site.registers.views_record import record_page

KEY_FILE = 10_000


def _sealing(register: Register) -> None:
    if not any(field.sealed for field in register.declaration.fields):
        raise Http404


def keys(request: PageRequest, register: Register) -> HttpResponse:
    """The keyholders; a new key file can be downloaded only once."""
    _sealing(register)
    fault = ""
    if request.method == "POST":
        try:
            holder, passphrase = request.POST.get("holder", ""), request.POST.get("passphrase", "")
            if passphrase != request.POST.get("again", ""):
                raise Refused(_("两次输入的口令不一样。"))
            text = give_key(request.user, register, holder, passphrase)
        except Refused as error:
            fault = str(error)
        else:
            return attachment(text, "application/json; charset=utf-8", "duban-key.json")
    shown = {
        "holders": Holder.objects.filter(register=register).select_related("by"),
        "fault": fault,
    }
    return register_page(request, "keys", register, shown, status=422 if fault else 200)


def seal(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Number the bidders and seal the table; the numbers are shown once."""
    _sealing(record.register)
    table: dict[str, str] = {}
    fault = ""
    if request.method == "POST":
        try:
            table = _sealed(request, record)
        except Refused as error:
            fault = str(error)
    shown: dict[str, Any] = {
        "holders": Holder.objects.filter(register=record.register_id),
        "table": table,
        "fault": fault,
        "bidders": request.POST.get("bidders", "") if fault else "",
    }
    found = dossier(request.user, record, today())
    return record_page(request, "seal", found, shown, bool(fault))


def _sealed(request: PageRequest, record: RegisterRecord) -> dict[str, str]:
    bidders = [line for line in request.POST.get("bidders", "").splitlines() if line.strip()]
    chosen = {int(key) for key in request.POST.getlist("holder") if key.isascii() and key.isdigit()}
    holders = [
        one for one in Holder.objects.filter(register=record.register_id) if one.pk in chosen
    ]
    threshold = request.POST.get("threshold", "")
    if not (threshold.isascii() and threshold.isdigit() and len(threshold) < 3):
        raise Refused(_("启封所需人数要填数字。"))
    return seal_bids(request.user, record, bidders, holders, int(threshold))


def unseal(request: PageRequest, record: RegisterRecord) -> HttpResponse:
    """Open the table, with the keyholders present."""
    _sealing(record.register)
    table: dict[str, str] = {}
    fault = ""
    if request.method == "POST":
        try:
            table = open_bids(request.user, record, _keys(request))
        except Refused as error:
            fault = str(error)
    found = dossier(request.user, record, today())
    shown = {"table": table, "fault": fault, "places": range(1, 6)}
    return record_page(request, "unseal", found, shown, bool(fault))


def _keys(request: PageRequest) -> list[tuple[str, str]]:
    found = []
    for n in range(1, 6):
        file = request.FILES.get(f"key_{n}")
        if file is not None:
            text = file.read(KEY_FILE).decode("utf-8", errors="replace")
            found.append((text, request.POST.get(f"passphrase_{n}", "")))
    return found


keys = sensitive_post_parameters("passphrase", "again")(keys)
seal = sensitive_post_parameters("bidders")(seal)
unseal = sensitive_post_parameters()(unseal)
