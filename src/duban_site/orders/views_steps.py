"""The views of steps: validate the form, run the action, confirm it to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.responses import redirect_with_message
from duban_site.orders.actions import aftercare, carry_over, close_order, escalate, plain_steps, register_order, request
from duban_site.orders.forms import find_form_class
from duban_site.orders.labels import ACTION_LABELS
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING_STATES
from duban_site.orders.queries import step_date
from duban_site.orders.step_paper import StepPaper, store_files

StepAction = Callable[..., Step]
ACTION_BY_NAME: dict[str, StepAction] = {
    "register": register_order.register_order,
    "assign": register_order.assign_order,
    "receive": plain_steps.receive_order,
    "handle": plain_steps.report_handling,
    "note": plain_steps.note_progress,
    "reply": close_order.reply_to_order,
    "pass_check": close_order.pass_order_check,
    "send_back": close_order.send_back_order,
    "complete": close_order.complete_order,
    "close": close_order.close_order,
    "archive": aftercare.archive_order,
    "drop": plain_steps.drop_order,
    "revisit": aftercare.revisit_order,
    "reopen": aftercare.reopen_order,
    "carry": carry_over.carry_order,
    "urge": plain_steps.urge_order,
    "escalate": escalate.escalate_order,
    "list": escalate.list_order,
    "delist": escalate.delist_order,
    "instruct": plain_steps.add_instruction,
    "ask_extension": request.request_extension,
    "ask_adjustment": request.request_adjustment,
    "ask_termination": request.request_termination,
    "withdraw_request": request.withdraw_request,
    "review_request": request.review_request,
    "grant_request": request.grant_request,
    "refuse_request": request.refuse_request,
    "object": plain_steps.object_to_order,
    "answer": plain_steps.answer_objection,
    "appeal": aftercare.appeal_conclusion,
    "review": aftercare.review_conclusion,
}
"""Every action of the library's table but `edit`, which has a page of its own."""


def make_step_view(action: str) -> Callable[[Any, Order], HttpResponse]:
    """Make the view that takes a step by POST."""

    def take_step(request: PageRequest, order: Order) -> HttpResponse:
        waiting = order.requests.filter(state__in=WAITING_STATES).first()
        form = find_form_class(action)(action, order, waiting, request.POST, request.FILES)
        if not form.is_valid():
            raise Refused(_describe_faults(form.errors, form.fields))
        files = store_files((file.name or "", file) for file in form.cleaned_data["evidence"])
        action_date = step_date(order, clock.today())
        paper = StepPaper(action_date, form.cleaned_data["text"], files)
        ACTION_BY_NAME[action](request.user, order, paper, **form.extra_arguments())
        return redirect_with_message(
            request, _("已%(action)s。") % {"action": ACTION_LABELS[action]}, "order", order.pk
        )

    return take_step


def _describe_faults(errors: Any, fields: Any) -> str:
    labelled_errors = [
        (fields[field_name].label if field_name in fields else "", field_errors)
        for field_name, field_errors in errors.items()
    ]
    return "；".join(
        f"{label}：{'、'.join(str(message) for message in field_errors)}" for label, field_errors in labelled_errors
    )
