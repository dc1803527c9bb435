"""Pages of proposals: list, apply the rules, confirm, decline."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.responses import parse_date, parse_key, redirect_with_message
from duban_site.orders import queries
from duban_site.orders.actions import propose
from duban_site.orders.models import Proposal, ProposalState
from duban_site.plans.models import Plan, Status

ROWS_PER_PAGE = 30


def show_proposals(request: PageRequest) -> HttpResponse:
    """The proposals of the rules, with their evidence."""
    plan_text, state = request.GET.get("plan", ""), request.GET.get("state", "")
    valid_state = state if state in ProposalState.values else ""
    plan_key = parse_key(plan_text)
    paginator = Paginator(queries.list_visible_proposals(request.user, plan_key, valid_state), ROWS_PER_PAGE)
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "state": valid_state or ProposalState.WAITING.value,
        "states": ProposalState.choices,
        "plan": plan_key,
        "plans": Plan.objects.filter(status=Status.ACTIVE).defer("text", "unread"),
        "today": clock.today(),
        "section": "orders",
        "tab": "proposals",
    }
    return render(request, "orders/proposals.html", context)


def propose_for_plan(request: PageRequest, plan: Plan) -> HttpResponse:
    """Apply the rules to a plan as of a day."""
    as_of = parse_date(request.POST.get("as_of", "")) or clock.today()
    outcome = propose.propose_orders(request.user, plan, as_of)
    message = _("新提出 %(new)s 条，仍成立 %(kept)s 条，情形已消除 %(lapsed)s 条。")
    counts = {"new": outcome.new, "kept": outcome.standing_count, "lapsed": outcome.lapsed_count}
    return redirect_with_message(request, message % counts, "proposals")


def confirm_proposal(request: PageRequest, proposal: Proposal) -> HttpResponse:
    """Turn a proposal into a draft order."""
    order = propose.confirm_proposal(request.user, proposal, clock.today())
    return redirect_with_message(request, _("已转为拟办的督办单。核对后请立项。"), "edit_order", order.pk)


def confirm_proposals(request: PageRequest) -> HttpResponse:
    """Turn the ticked proposals into draft orders."""
    posted_keys = (parse_key(text) for text in request.POST.getlist("proposal"))
    proposal_keys = [key for key in posted_keys if key is not None]
    orders = propose.confirm_proposals(request.user, proposal_keys, clock.today())
    message = _("已转为 %(count)s 张拟办的督办单。") % {"count": len(orders)}
    return redirect_with_message(request, message, "orders")


def decline_proposal(request: PageRequest, proposal: Proposal) -> HttpResponse:
    """不予立项: decline a proposal."""
    reason = request.POST.get("reason", "")
    propose.decline_proposal(request.user, proposal, reason, clock.today())
    return redirect_with_message(request, _("已登记不予立项。"), "proposals")
