"""Pages: lists of orders, drafting one, its page and its printed form."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.web import done, kept_file, key_or_none
from duban_site.orders import due, prefill, queries
from duban_site.orders.actions.draft import Draft, draft, edit
from duban_site.orders.forms import OrderForm, PlanForm, form_of
from duban_site.orders.models import Order, StepFile
from duban_site.orders.models.order import COLOURS, STAGES
from duban_site.orders.paper import Paper
from duban_site.people.models import Body
from duban_site.plans.models import Commitment, Plan, Status
from duban_site.plans.queries import plans_for

ROWS = 50


def orders(request: PageRequest) -> HttpResponse:
    """All visible orders, filtered."""
    filters, today = queries.Filters.of(request.GET), clock.today()
    rows = Paginator(queries.orders_for(request.user, filters, today), ROWS)
    own = request.GET.copy()
    own.pop("page", None)
    shown = {
        "filters": filters,
        "page": rows.get_page(request.GET.get("page")),
        "query": own.urlencode(),
        "plans": [plan for plan in plans_for(request.user) if plan.status != Status.DRAFT],
        "bodies": Body.objects.filter(orders_led__isnull=False).distinct(),
        "stages": STAGES,
        "colours": COLOURS,
        "today": today,
        "section": "orders",
        "tab": "orders",
    }
    return render(request, "orders/orders.html", shown)


def mine(request: PageRequest) -> HttpResponse:
    """The open orders of the person's body, the most urgent first."""
    today = clock.today()
    rows = Paginator(queries.of_my_body(request.user, today), ROWS)
    page = rows.get_page(request.GET.get("page"))
    shown = {"page": page, "today": today, "section": "orders", "tab": "mine"}
    return render(request, "orders/mine.html", shown)


def falling_due(request: PageRequest) -> HttpResponse:
    """Orders that are overdue, due soon, or too long in their stage."""
    today = clock.today()
    found = due.due_lists(request.user, today)
    shown = {"found": found, "today": today, "section": "orders", "tab": "due"}
    return render(request, "orders/due.html", shown)


def order(request: PageRequest, order: Order) -> HttpResponse:
    """The order with its timeline, and a form for each available action."""
    file = queries.file_of(request.user, order)
    order, waiting = file.order, file.waiting
    steps = [a for a in file.actions if a != "edit"]
    shown = {
        "order": order,
        "file": file,
        "forms": [
            (a, reverse(f"order_{a}", args=[order.pk]), form_of(a)(a, order, waiting))
            for a in steps
        ],
        "today": clock.today(),
        "section": "orders",
    }
    return render(request, "orders/order.html", shown)


def order_print(request: PageRequest, order: Order) -> HttpResponse:
    """The 督办单 as a form on paper."""
    file = queries.file_of(request.user, order)
    shown = {"order": file.order, "file": file, "section": "orders"}
    return render(request, "orders/print.html", shown)


def open_order(request: PageRequest) -> HttpResponse:
    """Write an order: choose the plan, then fill in the form."""
    plan = _plan_asked(request)
    if plan is None:
        shown = {"form": PlanForm(), "section": "orders"}
        return render(request, "orders/choose_plan.html", shown)
    blank, cooperating = _prefilled(request, plan)
    form = OrderForm(
        plan, request.POST or None, instance=blank, initial={"cooperating": cooperating}
    )
    if request.method == "POST" and form.is_valid():
        written = Draft(form.save(commit=False), form.cleaned_data["cooperating"])
        made = draft(request.user, written, Paper(clock.today(), form.cleaned_data["text"]))
        return done(request, _("已拟办。核对后请立项。"), "order", made.pk)
    shown = {"form": form, "plan": plan, "section": "orders"}
    return render(request, "orders/write.html", shown)


def edit_order(request: PageRequest, order: Order) -> HttpResponse:
    """Change a draft."""
    form = OrderForm(order.plan, request.POST or None, instance=order)
    if request.method == "POST" and form.is_valid():
        written = Draft(form.save(commit=False), form.cleaned_data["cooperating"])
        day = queries.day_for(order, clock.today())
        edit(request.user, written, Paper(day, form.cleaned_data["text"]))
        return done(request, _("已保存。"), "order", order.pk)
    shown = {"form": form, "plan": order.plan, "order": order, "section": "orders"}
    return render(request, "orders/write.html", shown)


def step_file(request: PageRequest, file: StepFile) -> HttpResponseBase:
    """Download a file of a step: always as a file, never as a page."""
    return kept_file(file.sha256, file.content_type, file.name)


def _plan_asked(request: PageRequest) -> Plan | None:
    """The plan named in the query or form, else the only plan in force; None if unclear."""
    active = Plan.objects.filter(status=Status.ACTIVE)
    commitment = key_or_none(request.GET.get("commitment", ""))
    if commitment is not None:
        return get_object_or_404(active, commitments=commitment)
    key = key_or_none(request.POST.get("plan") or request.GET.get("plan", ""))
    if key is not None:
        return get_object_or_404(active, pk=key)
    several = list(active.defer("text", "unread")[:2])
    return several[0] if len(several) == 1 else None


def _prefilled(request: PageRequest, plan: Plan) -> tuple[Order, list[Body]]:
    key = key_or_none(request.GET.get("commitment", ""))
    if key is None:
        return Order(plan=plan), []
    return prefill.from_commitment(get_object_or_404(Commitment, pk=key, plan=plan))
