"""Pages: lists of orders, drafting one, its page and its printed form."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.responses import parse_key, redirect_with_message, serve_stored_file
from duban_site.orders import deadline_lists, prefill, queries
from duban_site.orders.actions.draft import OrderDraft, draft_order, edit_draft
from duban_site.orders.forms import OrderForm, PlanForm, find_form_class
from duban_site.orders.models import Order, StepFile
from duban_site.orders.models.order import COLOUR_CHOICES, STAGE_CHOICES
from duban_site.orders.step_paper import StepPaper
from duban_site.people.models import Body
from duban_site.plans.models import Commitment, Plan, Status
from duban_site.plans.queries import list_plans

ROWS_PER_PAGE = 50


def show_orders(request: PageRequest) -> HttpResponse:
    """All visible orders, filtered."""
    filters, today = queries.OrderFilters.from_query(request.GET), clock.today()
    paginator = Paginator(queries.list_visible_orders(request.user, filters, today), ROWS_PER_PAGE)
    context = {
        "filters": filters,
        "page": paginator.get_page(request.GET.get("page")),
        "plans": [plan for plan in list_plans(request.user) if plan.status != Status.DRAFT],
        "bodies": Body.objects.filter(orders_led__isnull=False).distinct(),
        "stages": STAGE_CHOICES,
        "colours": COLOUR_CHOICES,
        "today": today,
        "section": "orders",
        "tab": "orders",
    }
    return render(request, "orders/orders.html", context)


def show_my_orders(request: PageRequest) -> HttpResponse:
    """The open orders of the person's body, the most urgent first."""
    today = clock.today()
    paginator = Paginator(queries.list_body_orders(request.user, today), ROWS_PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {"page": page, "today": today, "section": "orders", "tab": "mine"}
    return render(request, "orders/mine.html", context)


def show_due_orders(request: PageRequest) -> HttpResponse:
    """Orders that are overdue, due soon, or too long in their stage."""
    today = clock.today()
    due_lists = deadline_lists.load_due_lists(request.user, today)
    context = {"found": due_lists, "today": today, "section": "orders", "tab": "due"}
    return render(request, "orders/due.html", context)


def show_order(request: PageRequest, order: Order) -> HttpResponse:
    """The order with its timeline, and a form for each available action."""
    order_file = queries.load_order_file(request.user, order)
    order, waiting = order_file.order, order_file.waiting
    step_actions = [action for action in order_file.actions if action != "edit"]
    context = {
        "order": order,
        "file": order_file,
        "forms": [
            (action, reverse(f"order_{action}", args=[order.pk]), find_form_class(action)(action, order, waiting))
            for action in step_actions
        ],
        "today": clock.today(),
        "section": "orders",
    }
    return render(request, "orders/order.html", context)


def print_order(request: PageRequest, order: Order) -> HttpResponse:
    """The 督办单 as a form on paper."""
    order_file = queries.load_order_file(request.user, order)
    context = {"order": order_file.order, "file": order_file, "section": "orders"}
    return render(request, "orders/print.html", context)


def open_order(request: PageRequest) -> HttpResponse:
    """Write an order: choose the plan, then fill in the form."""
    plan = _requested_plan(request)
    if plan is None:
        context = {"form": PlanForm(), "section": "orders"}
        return render(request, "orders/choose_plan.html", context)
    blank_order, cooperating = _prefill_order(request, plan)
    form = OrderForm(plan, request.POST or None, instance=blank_order, initial={"cooperating": cooperating})
    if request.method == "POST" and form.is_valid():
        order_draft = OrderDraft(form.save(commit=False), form.cleaned_data["cooperating"])
        new_order = draft_order(request.user, order_draft, StepPaper(clock.today(), form.cleaned_data["text"]))
        return redirect_with_message(request, _("已拟办。核对后请立项。"), "order", new_order.pk)
    context = {"form": form, "plan": plan, "section": "orders"}
    return render(request, "orders/write.html", context)


def edit_order(request: PageRequest, order: Order) -> HttpResponse:
    """Change a draft."""
    form = OrderForm(order.plan, request.POST or None, instance=order)
    if request.method == "POST" and form.is_valid():
        order_draft = OrderDraft(form.save(commit=False), form.cleaned_data["cooperating"])
        step_date = queries.step_date(order, clock.today())
        edit_draft(request.user, order_draft, StepPaper(step_date, form.cleaned_data["text"]))
        return redirect_with_message(request, _("已保存。"), "order", order.pk)
    context = {"form": form, "plan": order.plan, "order": order, "section": "orders"}
    return render(request, "orders/write.html", context)


def download_step_file(request: PageRequest, file: StepFile) -> HttpResponseBase:
    """Download a file of a step: always as a file, never as a page."""
    return serve_stored_file(file.sha256, file.content_type, file.name)


def _requested_plan(request: PageRequest) -> Plan | None:
    """The plan named in the query or form, else the only plan in force; None if unclear."""
    active = Plan.objects.filter(status=Status.ACTIVE)
    commitment_key = parse_key(request.GET.get("commitment", ""))
    if commitment_key is not None:
        return get_object_or_404(active, commitments=commitment_key)
    plan_key = parse_key(request.POST.get("plan") or request.GET.get("plan", ""))
    if plan_key is not None:
        return get_object_or_404(active, pk=plan_key)
    candidates = list(active.defer("text", "unread")[:2])
    return candidates[0] if len(candidates) == 1 else None


def _prefill_order(request: PageRequest, plan: Plan) -> tuple[Order, list[Body]]:
    commitment_key = parse_key(request.GET.get("commitment", ""))
    if commitment_key is None:
        return Order(plan=plan), []
    return prefill.draft_from_commitment(get_object_or_404(Commitment, pk=commitment_key, plan=plan))
