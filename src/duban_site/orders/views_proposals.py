"""Pages of proposals: list, apply the rules, confirm, decline."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.web import date_or_none, done, key_or_none
from duban_site.orders import queries
from duban_site.orders.actions import propose
from duban_site.orders.models import Proposal, ProposalState
from duban_site.plans.models import Plan, Status

ROWS = 30


def proposals(request: PageRequest) -> HttpResponse:
    """The proposals of the rules, with their evidence."""
    plan, state = request.GET.get("plan", ""), request.GET.get("state", "")
    known = state if state in ProposalState.values else ""
    key = key_or_none(plan)
    rows = Paginator(queries.proposals_for(request.user, key, known), ROWS)
    shown = {
        "page": rows.get_page(request.GET.get("page")),
        "query": f"plan={key or ''}&state={known}",
        "state": known or ProposalState.WAITING.value,
        "states": ProposalState.choices,
        "plan": key,
        "plans": Plan.objects.filter(status=Status.ACTIVE).defer("text", "unread"),
        "today": clock.today(),
        "section": "orders",
        "tab": "proposals",
    }
    return render(request, "orders/proposals.html", shown)


def ask(request: PageRequest, plan: Plan) -> HttpResponse:
    """Apply the rules to a plan as of a day."""
    as_of = date_or_none(request.POST.get("as_of", "")) or clock.today()
    outcome = propose.propose_orders(request.user, plan, as_of)
    message = _("新提出 %(new)s 条，仍成立 %(kept)s 条，情形已消除 %(lapsed)s 条。")
    told = {"new": outcome.new, "kept": outcome.kept, "lapsed": outcome.lapsed}
    return done(request, message % told, "proposals")


def confirm(request: PageRequest, proposal: Proposal) -> HttpResponse:
    """Turn a proposal into a draft order."""
    order = propose.confirm(request.user, proposal, clock.today())
    return done(request, _("已转为拟办的督办单。核对后请立项。"), "edit_order", order.pk)


def confirm_many(request: PageRequest) -> HttpResponse:
    """Turn the ticked proposals into draft orders."""
    asked = (key_or_none(text) for text in request.POST.getlist("proposal"))
    keys = [key for key in asked if key is not None]
    orders = propose.confirm_many(request.user, keys, clock.today())
    message = _("已转为 %(count)s 张拟办的督办单。") % {"count": len(orders)}
    return done(request, message, "orders")


def decline(request: PageRequest, proposal: Proposal) -> HttpResponse:
    """不予立项: decline a proposal."""
    reason = request.POST.get("reason", "")
    propose.decline(request.user, proposal, reason, clock.today())
    return done(request, _("已登记不予立项。"), "proposals")
