"""Webhooks, for the office."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.api.actions.webhooks import add_webhook, switch_webhook
from duban_site.api.models import Delivery, Webhook
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import done


def webhooks(request: PageRequest) -> HttpResponse:
    """All of them with what was sent last; a new one's secret is shown on the answer."""
    made, fault = None, ""
    if request.method == "POST":
        try:
            asked = request.POST.get("name", ""), request.POST.get("url", "")
            made = add_webhook(request.user, *asked)
        except Refused as error:
            fault = str(error)
    context = {
        "hooks": Webhook.objects.all(),
        "deliveries": Delivery.objects.select_related("webhook")[:50],
        "made": made,
        "fault": fault,
        "posted": request.POST if fault else None,
        "section": "webhooks",
    }
    return render(request, "api/webhooks.html", context, status=422 if fault else 200)


def switch(request: PageRequest, hook: Webhook) -> HttpResponse:
    """Off, or on again."""
    held = switch_webhook(request.user, hook)
    return done(request, _("已启用。") if held.active else _("已停用。"), "webhooks")
