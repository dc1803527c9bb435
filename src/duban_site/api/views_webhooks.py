"""Webhooks, for the office: the list, and each with its messages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.api.actions import webhooks as actions
from duban_site.api.models import Delivery, DeliveryState, Webhook
from duban_site.core.access.page import PageRequest
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.core.web import done, key_or_none

A_PAGE = 50


def webhooks(request: PageRequest) -> HttpResponse:
    """List the webhooks with counts of their messages; a new one's secret is shown once."""
    made, fault = None, ""
    if request.method == "POST":
        try:
            asked = request.POST.get("name", ""), request.POST.get("url", "")
            made = actions.add_webhook(request.user, *asked)
        except Refused as error:
            fault = str(error)
    named = (DeliveryState.RETRYING, DeliveryState.DEAD)
    counts = {f"n_{one.value}": _count(Delivery.STATES[one.value]) for one in named}
    context = {
        "hooks": Webhook.objects.annotate(**counts),
        "made": made,
        "fault": fault,
        "posted": request.POST if fault else None,
        "section": "webhooks",
    }
    return render(request, "api/webhooks.html", context, status=422 if fault else 200)


def _count(state: dict[str, Any]) -> Count:
    named = {f"deliveries__{name}": value for name, value in state.items()}
    return Count("deliveries", filter=Q(**named))


def webhook(request: PageRequest, hook: Webhook) -> HttpResponse:
    """A webhook with its messages, newest first; POST `do`: switch, test, rotate or replay."""
    if request.method == "POST":
        return _changed(request, hook)
    return _shown(request, hook)


def _shown(request: PageRequest, hook: Webhook, secret: str = "") -> HttpResponse:
    state = request.GET.get("state", "")
    found = hook.deliveries.order_by("-event")
    if state in Delivery.STATES:
        found = found.filter(**Delivery.STATES[state])
    overlaps = hook.old_until is not None and hook.old_until > utc_now()
    context = {
        "hook": hook,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "state": state if state in Delivery.STATES else "",
        "states": DeliveryState.choices,
        "dead": hook.deliveries.filter(**Delivery.STATES[DeliveryState.DEAD.value]).count(),
        "secret": secret,
        "old_until": hook.old_until if overlaps else None,
        "section": "webhooks",
    }
    return render(request, "api/webhook.html", context)


def _changed(request: PageRequest, hook: Webhook) -> HttpResponse:
    what, user = request.POST.get("do", "switch"), request.user
    if what == "rotate":
        held = actions.rotate_secret(user, hook)
        return _shown(request, held, held.secret)
    if what == "test":
        actions.test_webhook(user, hook)
        return _done(request, hook, _("测试消息已排队，一分钟内发送。"))
    if what == "replay":
        again = actions.replay(user, hook, key_or_none(request.POST.get("delivery", "")))
        return _done(request, hook, _("已排队重发 %(count)s 条。") % {"count": again})
    held = actions.switch_webhook(user, hook)
    return _done(request, hook, _("已启用。") if held.active else _("已停用。"))


def _done(request: PageRequest, hook: Webhook, words: Any) -> HttpResponse:
    return done(request, words, "webhook", hook.pk)
