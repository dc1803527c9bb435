"""Tokens of a unit's programs."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.api.actions.issue_token import issue_token
from duban_site.api.actions.revoke_token import revoke_token
from duban_site.api.models import Token, TokenScope
from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import parse_date, redirect_with_message

DEFAULT_VALIDITY = dt.timedelta(days=180)


def tokens(request: PageRequest) -> HttpResponse:
    """The tokens that the person may see; a new one's secret is shown once, in this response."""
    secret, fault = "", ""
    if request.method == "POST":
        try:
            _token, secret = issue_token(
                request.user,
                name=request.POST.get("name", ""),
                scopes=request.POST.getlist("scopes"),
                expires_on=parse_date(request.POST.get("expires_on", "")) or dt.date.min,
                today=clock.today(),
            )
        except Refused as error:
            fault = str(error)
    today = clock.today()
    personal_tokens = Token.objects.filter(account=None)
    visible_tokens = policy.filter_visible(request.user, "api.see_tokens", personal_tokens)
    context = {
        "tokens": visible_tokens.select_related("person__body")[:200],
        "scopes": TokenScope.choices,
        "labels": dict(TokenScope.choices),
        "until": today + DEFAULT_VALIDITY,
        "today": today,
        "secret": secret,
        "fault": fault,
        "posted": request.POST if fault else None,
        "chosen": request.POST.getlist("scopes") if fault else [TokenScope.READ_REPORTS.value],
        "section": "tokens",
    }
    return render(request, "api/tokens.html", context, status=422 if fault else 200)


def revoke(request: PageRequest, token: Token) -> HttpResponse:
    """Revoke a token."""
    revoke_token(request.user, token)
    return redirect_with_message(request, _("令牌已撤销。"), "tokens")
