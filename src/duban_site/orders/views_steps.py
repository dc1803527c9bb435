"""The views of steps: validate the form, run the action, confirm it to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import done
from duban_site.orders.actions import aftercare, carry, finish, press, register, request, step
from duban_site.orders.forms import form_of
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING
from duban_site.orders.paper import Paper, keep
from duban_site.orders.queries import day_for
from duban_site.orders.words import ACTIONS

Act = Callable[..., Step]
ACTS: dict[str, Act] = {
    "register": register.register,
    "assign": register.assign,
    "receive": step.receive,
    "handle": step.handle,
    "note": step.note,
    "reply": finish.reply,
    "pass_check": finish.pass_check,
    "send_back": finish.send_back,
    "complete": finish.complete,
    "close": finish.close,
    "archive": aftercare.archive,
    "drop": step.drop,
    "revisit": aftercare.revisit,
    "reopen": aftercare.reopen,
    "carry": carry.carry,
    "urge": step.urge,
    "escalate": press.escalate,
    "list": press.list_order,
    "delist": press.delist,
    "instruct": step.instruct,
    "ask_extension": request.ask_extension,
    "ask_adjustment": request.ask_adjustment,
    "ask_termination": request.ask_termination,
    "withdraw_request": request.withdraw_request,
    "review_request": request.review_request,
    "grant_request": request.grant_request,
    "refuse_request": request.refuse_request,
    "object": step.object_to,
    "answer": step.answer,
    "appeal": aftercare.appeal,
    "review": aftercare.review,
}
"""Every action of the library's table but `edit`, which has a page of its own."""


def view_of(action: str) -> Callable[[Any, Order], HttpResponse]:
    """Make the view that takes a step by POST."""

    def view(request: PageRequest, order: Order) -> HttpResponse:
        waiting = order.requests.filter(state__in=WAITING).first()
        form = form_of(action)(action, order, waiting, request.POST, request.FILES)
        if not form.is_valid():
            raise Refused(_faults(form.errors, form.fields))
        files = keep((f.name or "", f) for f in form.cleaned_data["evidence"])
        day = day_for(order, clock.today())
        paper = Paper(day, form.cleaned_data["text"], files)
        ACTS[action](request.user, order, paper, **form.extras())
        return done(request, _("已%(action)s。") % {"action": ACTIONS[action]}, "order", order.pk)

    return view


def _faults(errors: Any, fields: Any) -> str:
    named = [(fields[name].label if name in fields else "", each) for name, each in errors.items()]
    return "；".join(f"{label}：{'、'.join(str(m) for m in each)}" for label, each in named)
