"""The views of steps: validate the form, run the action, confirm it to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import redirect_with_message
from duban_site.orders.actions import aftercare, carry, finish, press, register, request, step
from duban_site.orders.forms import find_form_class
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING_STATES
from duban_site.orders.paper import StepPaper, store_files
from duban_site.orders.queries import step_date
from duban_site.orders.words import ACTION_LABELS

StepAction = Callable[..., Step]
ACTION_BY_NAME: dict[str, StepAction] = {
    "register": register.register_order,
    "assign": register.assign_order,
    "receive": step.receive_order,
    "handle": step.report_handling,
    "note": step.note_progress,
    "reply": finish.reply_to_order,
    "pass_check": finish.pass_order_check,
    "send_back": finish.send_back_order,
    "complete": finish.complete_order,
    "close": finish.close_order,
    "archive": aftercare.archive_order,
    "drop": step.drop_order,
    "revisit": aftercare.revisit_order,
    "reopen": aftercare.reopen_order,
    "carry": carry.carry_order,
    "urge": step.urge_order,
    "escalate": press.escalate_order,
    "list": press.list_order,
    "delist": press.delist_order,
    "instruct": step.add_instruction,
    "ask_extension": request.request_extension,
    "ask_adjustment": request.request_adjustment,
    "ask_termination": request.request_termination,
    "withdraw_request": request.withdraw_request,
    "review_request": request.review_request,
    "grant_request": request.grant_request,
    "refuse_request": request.refuse_request,
    "object": step.object_to_order,
    "answer": step.answer_objection,
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
