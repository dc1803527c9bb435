"""Service accounts, for the administrators and the auditor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.api.actions import service_accounts as actions
from duban_site.api.models import Token, TokenScope
from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.access.table import ACTIONS_BY_SERVICE_SCOPE
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_date, redirect_with_message
from duban_site.people.models import Body, ServiceAccount
from duban_site.registers.models import Register

DEFAULT_VALIDITY = dt.timedelta(days=180)


def service_accounts(request: PageRequest) -> HttpResponse:
    """List the service accounts; POST opens a new one with its scopes, bodies and registers."""
    fault = ""
    if request.method == "POST":
        bodies = [int(body_key) for body_key in request.POST.getlist("bodies") if body_key.isdecimal()]
        try:
            actions.open_account(
                request.user,
                name=request.POST.get("name", ""),
                contact=request.POST.get("contact", ""),
                scopes=request.POST.getlist("scopes"),
                bodies=bodies,
                registers=request.POST.getlist("registers"),
            )
        except Refused as error:
            fault = str(error)
        else:
            return redirect_with_message(request, _("服务账号已建立。"), "service_accounts")
    context = {
        "accounts": ServiceAccount.objects.all(),
        "scopes": [choice for choice in TokenScope.choices if choice[0] in ACTIONS_BY_SERVICE_SCOPE],
        "bodies": Body.objects.filter(active=True),
        "registers": Register.objects.all(),
        "posted": request.POST if fault else None,
        "chosen": request.POST.getlist("scopes"),
        "chosen_bodies": request.POST.getlist("bodies"),
        "chosen_registers": request.POST.getlist("registers"),
        "fault": fault,
        "section": "service_accounts",
    }
    return render(request, "api/service_accounts.html", context, status=422 if fault else 200)


def service_account(request: PageRequest, account: ServiceAccount) -> HttpResponse:
    """A service account with its keys; a new key's secret is shown once, in this response."""
    result: dict[str, Any] = {"made": None, "secret": "", "fault": ""}
    if request.method == "POST":
        try:
            result["made"], result["secret"] = _run_operation(request, account)
        except Refused as error:
            result["fault"] = str(error)
        else:
            if not result["secret"]:
                return redirect_with_message(request, _("已完成。"), "service_account", account.pk)
    account.refresh_from_db()
    today = clock.today()
    context = {
        **result,
        "account": account,
        "keys": account.keys.all(),
        "bodies": Body.objects.filter(pk__in=account.bodies),
        "registers": Register.objects.filter(key__in=account.registers),
        "labels": [label for value, label in TokenScope.choices if value in account.scopes_given],
        "today": today,
        "until": today + DEFAULT_VALIDITY,
        "section": "service_accounts",
    }
    status = 422 if result["fault"] else 200
    return render(request, "api/service_account.html", context, status=status)


def _run_operation(request: PageRequest, account: ServiceAccount) -> tuple[Token | None, str]:
    """Run the operation of the pressed button; return a new key and its secret if it made one."""
    operation = request.POST.get("do", "")
    if operation == "key":
        expires_on = parse_date(request.POST.get("expires_on", "")) or dt.date.min
        return actions.issue_key(request.user, account, expires_on)
    if operation == "revoke":
        key_id = request.POST.get("key", "")
        token = account.keys.filter(pk=int(key_id) if key_id.isdecimal() else 0).first()
        if token is None:
            raise Refused(_("没有这个密钥。"))
        actions.revoke_key(request.user, token)
    elif operation == "close":
        actions.close_account(request.user, account)
    else:
        raise Refused(_("没有这个操作。"))
    return None, ""


def approve(request: PageRequest, account: ServiceAccount) -> HttpResponse:
    """Approve a service account, as the security administrator."""
    actions.approve_account(request.user, account)
    return redirect_with_message(request, _("服务账号已批准。"), "service_account", account.pk)
