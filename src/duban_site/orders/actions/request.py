"""延期、调整、终止: requested by the body's head, reviewed by an officer, decided by the leader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import Stage
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Request, RequestKind, RequestState, Step
from duban_site.orders.models.request import WAITING
from duban_site.orders.paper import Paper
from duban_site.orders.stepping import begin, finish
from duban_site.people.models import Person, Role


@transaction.atomic
def ask_extension(
    actor: Actor, order: Order, paper: Paper, *, expected: dt.date, progress: str
) -> Step:
    """申请延期: before the due date, with reason, expected date and progress. Raises Refused."""
    held = begin(actor, order, "ask_extension", paper)
    due = held.due
    if due is None or paper.on >= due:
        message = _("延期须在到期日（%(due)s）之前申请，现在已不能申请。请尽快办理并反馈。")
        raise Refused(message % {"due": due})
    if expected <= due:
        raise Refused(_("预计完成时间须晚于现在的完成时限 %(due)s。") % {"due": due})
    if not progress.strip():
        raise Refused(_("请写明目前进展。"))
    asked = _ask(actor, held, RequestKind.EXTENSION, paper)
    asked.expected, asked.progress = expected, progress.strip()
    asked.save()
    words = asked.progress
    return finish(actor, held, "ask_extension", paper, expected=expected, due=due, progress=words)


@transaction.atomic
def ask_adjustment(actor: Actor, order: Order, paper: Paper, *, progress: str = "") -> Step:
    """申请调整: request another demand."""
    return _ask_other(actor, order, paper, RequestKind.ADJUSTMENT, progress)


@transaction.atomic
def ask_termination(actor: Actor, order: Order, paper: Paper, *, progress: str = "") -> Step:
    """申请终止."""
    return _ask_other(actor, order, paper, RequestKind.TERMINATION, progress)


def _ask_other(actor: Actor, order: Order, paper: Paper, kind: RequestKind, progress: str) -> Step:
    action = f"ask_{kind.value}"
    held = begin(actor, order, action, paper)
    asked = _ask(actor, held, kind, paper)
    asked.progress = progress.strip()
    asked.save()
    return finish(actor, held, action, paper, progress=asked.progress)


def _ask(actor: Actor, held: Order, kind: RequestKind, paper: Paper) -> Request:
    if held.requests.filter(state__in=WAITING).exists():
        raise Refused(_("已有一件申请等待审批。请等它有结果，或先撤回。"))
    return Request(
        order=held,
        kind=kind,
        reason=paper.text.strip(),
        asked_by=person_or_none(actor),
        asked_on=paper.on,
        due_then=held.due,
    )


@transaction.atomic
def withdraw_request(actor: Actor, order: Order, paper: Paper) -> Step:
    """撤回申请: the lead body withdraws its request."""
    held = begin(actor, order, "withdraw_request", paper)
    asked = _waiting(held, WAITING)
    asked.state = RequestState.WITHDRAWN
    asked.save()
    return finish(actor, held, "withdraw_request", paper, kind=asked.kind)


@transaction.atomic
def review_request(actor: Actor, order: Order, paper: Paper) -> Step:
    """初审: the officer's opinion, before the leader decides."""
    held = begin(actor, order, "review_request", paper)
    asked = _waiting(held, (RequestState.PENDING,))
    asked.state, asked.opinion = RequestState.REVIEWED, paper.text.strip()
    asked.reviewed_by, asked.reviewed_on = person_or_none(actor), paper.on
    asked.save()
    return finish(actor, held, "review_request", paper, kind=asked.kind)


@transaction.atomic
def grant_request(
    actor: Actor,
    order: Order,
    paper: Paper,
    *,
    due: dt.date | None = None,
    demand: str = "",
) -> Step:
    """批准: an extension with the new date, an adjustment with the new demand, or termination."""
    held = begin(actor, order, "grant_request", paper)
    asked = _waiting(held, (RequestState.REVIEWED,))
    _by_whose_word(actor, paper)
    to = None
    if asked.kind == RequestKind.EXTENSION:
        if due is None or held.due is None or due <= held.due:
            message = _("批准延期须写明新的完成时限，且晚于 %(due)s。")
            raise Refused(message % {"due": held.due})
        asked.granted_due = held.due = due
    elif asked.kind == RequestKind.ADJUSTMENT:
        if not demand.strip():
            raise Refused(_("批准调整须写明新的办理要求。"))
        asked.granted_demand = held.demand = demand.strip()
    else:
        to = Stage.TERMINATED
    _decided(actor, asked, RequestState.GRANTED, paper)
    told: dict[str, Any] = {"kind": asked.kind, "was": asked.due_then, "due": held.due}
    told["demand"] = asked.granted_demand
    return finish(actor, held, "grant_request", paper, to=to, **told)


@transaction.atomic
def refuse_request(actor: Actor, order: Order, paper: Paper) -> Step:
    """驳回: refused by the officer in the 初审, or by the leader."""
    held = begin(actor, order, "refuse_request", paper)
    asked = _waiting(held, WAITING)
    _decided(actor, asked, RequestState.REFUSED, paper)
    return finish(actor, held, "refuse_request", paper, kind=asked.kind)


def _waiting(held: Order, states: tuple[RequestState, ...]) -> Request:
    asked = held.requests.filter(state__in=states).first()
    if asked is not None:
        return asked
    if held.requests.filter(state=RequestState.PENDING).exists():
        raise Refused(_("这件申请还没有初审。"))
    raise Refused(_("没有等待处理的申请。"))


def _by_whose_word(actor: Actor, paper: Paper) -> None:
    """An officer only records what the leader approved on paper, and must state the source."""
    if isinstance(actor, Person) and actor.role == Role.LEADER:
        return
    if not paper.text.strip():
        raise Refused(_("由督查人员登记批准时，须写明审批依据（谁、何时、哪份批示）。"))


def _decided(actor: Actor, asked: Request, state: RequestState, paper: Paper) -> None:
    asked.state, asked.decision = state, paper.text.strip()
    asked.decided_by, asked.decided_on = person_or_none(actor), paper.on
    asked.save()
