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
from duban_site.core.responses import parse_key, redirect_with_message

PAGE_SIZE = 50


def webhooks(request: PageRequest) -> HttpResponse:
    """List the webhooks with counts of their messages; a new one's secret is shown once."""
    new_webhook, fault = None, ""
    if request.method == "POST":
        try:
            submitted = request.POST.get("name", ""), request.POST.get("url", "")
            new_webhook = actions.add_webhook(request.user, *submitted)
        except Refused as error:
            fault = str(error)
    summary_states = (DeliveryState.RETRYING, DeliveryState.DEAD)
    counts = {f"n_{state.value}": _count_deliveries(Delivery.STATES[state.value]) for state in summary_states}
    context = {
        "hooks": Webhook.objects.annotate(**counts),
        "made": new_webhook,
        "fault": fault,
        "posted": request.POST if fault else None,
        "section": "webhooks",
    }
    return render(request, "api/webhooks.html", context, status=422 if fault else 200)


def _count_deliveries(state: dict[str, Any]) -> Count:
    conditions = {f"deliveries__{name}": value for name, value in state.items()}
    return Count("deliveries", filter=Q(**conditions))


def webhook(request: PageRequest, hook: Webhook) -> HttpResponse:
    """A webhook with its messages, newest first; POST `do`: switch, test, rotate or replay."""
    if request.method == "POST":
        return _change_webhook(request, hook)
    return _render_webhook(request, hook)


def _render_webhook(request: PageRequest, hook: Webhook, secret: str = "") -> HttpResponse:
    state = request.GET.get("state", "")
    deliveries = hook.deliveries.order_by("-event")
    if state in Delivery.STATES:
        deliveries = deliveries.filter(**Delivery.STATES[state])
    overlaps = hook.old_until is not None and hook.old_until > utc_now()
    context = {
        "hook": hook,
        "page": Paginator(deliveries, PAGE_SIZE).get_page(request.GET.get("page")),
        "state": state if state in Delivery.STATES else "",
        "states": DeliveryState.choices,
        "dead": hook.deliveries.filter(**Delivery.STATES[DeliveryState.DEAD.value]).count(),
        "secret": secret,
        "old_until": hook.old_until if overlaps else None,
        "section": "webhooks",
    }
    return render(request, "api/webhook.html", context)


def _change_webhook(request: PageRequest, hook: Webhook) -> HttpResponse:
    operation, user = request.POST.get("do", "switch"), request.user
    if operation == "rotate":
        changed_webhook = actions.rotate_secret(user, hook)
        return _render_webhook(request, changed_webhook, changed_webhook.secret)
    if operation == "test":
        actions.queue_test_message(user, hook)
        return _return_to_webhook(request, hook, _("测试消息已排队，一分钟内发送。"))
    if operation == "replay":
        requeued_count = actions.requeue_deliveries(user, hook, parse_key(request.POST.get("delivery", "")))
        return _return_to_webhook(request, hook, _("已排队重发 %(count)s 条。") % {"count": requeued_count})
    changed_webhook = actions.switch_webhook(user, hook)
    return _return_to_webhook(request, hook, _("已启用。") if changed_webhook.active else _("已停用。"))


def _return_to_webhook(request: PageRequest, hook: Webhook, words: Any) -> HttpResponse:
    return redirect_with_message(request, words, "webhook", hook.pk)
