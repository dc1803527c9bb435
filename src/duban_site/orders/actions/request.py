"""延期、调整、终止: requested by the body's head, reviewed by an officer, decided by the leader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import Stage
from duban_site.core.actor import Actor, as_person
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Request, RequestKind, RequestState, Step
from duban_site.orders.models.request import WAITING_STATES
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step
from duban_site.people.models import Person, Role


@transaction.atomic
def request_extension(actor: Actor, order: Order, paper: StepPaper, *, expected: dt.date, progress: str) -> Step:
    """申请延期: before the due date, with reason, expected date and progress. Raises Refused."""
    locked_order = lock_for_step(actor, order, "ask_extension", paper)
    current_due = locked_order.due
    if current_due is None or paper.on >= current_due:
        message = _("延期须在到期日（%(due)s）之前申请，现在已不能申请。请尽快办理并反馈。")
        raise Refused(message % {"due": current_due})
    if expected <= current_due:
        raise Refused(_("预计完成时间须晚于现在的完成时限 %(due)s。") % {"due": current_due})
    if not progress.strip():
        raise Refused(_("请写明目前进展。"))
    extension = _build_request(actor, locked_order, RequestKind.EXTENSION, paper)
    extension.expected, extension.progress = expected, progress.strip()
    extension.save()
    progress_text = extension.progress
    return record_step(
        actor, locked_order, "ask_extension", paper, expected=expected, due=current_due, progress=progress_text
    )


@transaction.atomic
def request_adjustment(actor: Actor, order: Order, paper: StepPaper, *, progress: str = "") -> Step:
    """申请调整: request another demand."""
    return _submit_plain_request(actor, order, paper, RequestKind.ADJUSTMENT, progress)


@transaction.atomic
def request_termination(actor: Actor, order: Order, paper: StepPaper, *, progress: str = "") -> Step:
    """申请终止."""
    return _submit_plain_request(actor, order, paper, RequestKind.TERMINATION, progress)


def _submit_plain_request(
    actor: Actor, order: Order, paper: StepPaper, request_kind: RequestKind, progress: str
) -> Step:
    action = f"ask_{request_kind.value}"
    locked_order = lock_for_step(actor, order, action, paper)
    new_request = _build_request(actor, locked_order, request_kind, paper)
    new_request.progress = progress.strip()
    new_request.save()
    return record_step(actor, locked_order, action, paper, progress=new_request.progress)


def _build_request(actor: Actor, locked_order: Order, request_kind: RequestKind, paper: StepPaper) -> Request:
    if locked_order.requests.filter(state__in=WAITING_STATES).exists():
        raise Refused(_("已有一件申请等待审批。请等它有结果，或先撤回。"))
    return Request(
        order=locked_order,
        kind=request_kind,
        reason=paper.text.strip(),
        asked_by=as_person(actor),
        asked_on=paper.on,
        due_then=locked_order.due,
    )


@transaction.atomic
def withdraw_request(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """撤回申请: the lead body withdraws its request."""
    locked_order = lock_for_step(actor, order, "withdraw_request", paper)
    waiting_request = _find_waiting_request(locked_order, WAITING_STATES)
    waiting_request.state = RequestState.WITHDRAWN
    waiting_request.save()
    return record_step(actor, locked_order, "withdraw_request", paper, kind=waiting_request.kind)


@transaction.atomic
def review_request(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """初审: the officer's opinion, before the leader decides."""
    locked_order = lock_for_step(actor, order, "review_request", paper)
    waiting_request = _find_waiting_request(locked_order, (RequestState.PENDING,))
    waiting_request.state, waiting_request.opinion = RequestState.REVIEWED, paper.text.strip()
    waiting_request.reviewed_by, waiting_request.reviewed_on = as_person(actor), paper.on
    waiting_request.save()
    return record_step(actor, locked_order, "review_request", paper, kind=waiting_request.kind)


@transaction.atomic
def grant_request(
    actor: Actor, order: Order, paper: StepPaper, *, due: dt.date | None = None, demand: str = ""
) -> Step:
    """批准: an extension with the new date, an adjustment with the new demand, or termination."""
    locked_order = lock_for_step(actor, order, "grant_request", paper)
    waiting_request = _find_waiting_request(locked_order, (RequestState.REVIEWED,))
    _require_approval_basis(actor, paper)
    target_stage = None
    if waiting_request.kind == RequestKind.EXTENSION:
        if due is None or locked_order.due is None or due <= locked_order.due:
            message = _("批准延期须写明新的完成时限，且晚于 %(due)s。")
            raise Refused(message % {"due": locked_order.due})
        waiting_request.granted_due = locked_order.due = due
    elif waiting_request.kind == RequestKind.ADJUSTMENT:
        if not demand.strip():
            raise Refused(_("批准调整须写明新的办理要求。"))
        waiting_request.granted_demand = locked_order.demand = demand.strip()
    else:
        target_stage = Stage.TERMINATED
    _save_decision(actor, waiting_request, RequestState.GRANTED, paper)
    step_data: dict[str, Any] = {"kind": waiting_request.kind, "was": waiting_request.due_then, "due": locked_order.due}
    step_data["demand"] = waiting_request.granted_demand
    return record_step(actor, locked_order, "grant_request", paper, target_stage=target_stage, **step_data)


@transaction.atomic
def refuse_request(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """驳回: refused by the officer in the 初审, or by the leader."""
    locked_order = lock_for_step(actor, order, "refuse_request", paper)
    waiting_request = _find_waiting_request(locked_order, WAITING_STATES)
    _save_decision(actor, waiting_request, RequestState.REFUSED, paper)
    return record_step(actor, locked_order, "refuse_request", paper, kind=waiting_request.kind)


def _find_waiting_request(locked_order: Order, states: tuple[RequestState, ...]) -> Request:
    waiting_request = locked_order.requests.filter(state__in=states).first()
    if waiting_request is not None:
        return waiting_request
    if locked_order.requests.filter(state=RequestState.PENDING).exists():
        raise Refused(_("这件申请还没有初审。"))
    raise Refused(_("没有等待处理的申请。"))


def _require_approval_basis(actor: Actor, paper: StepPaper) -> None:
    """An officer only records what the leader approved on paper, and must state the source."""
    if isinstance(actor, Person) and actor.role == Role.LEADER:
        return
    if not paper.text.strip():
        raise Refused(_("由督查人员登记批准时，须写明审批依据（谁、何时、哪份批示）。"))


def _save_decision(actor: Actor, decided_request: Request, decided_state: RequestState, paper: StepPaper) -> None:
    decided_request.state, decided_request.decision = decided_state, paper.text.strip()
    decided_request.decided_by, decided_request.decided_on = as_person(actor), paper.on
    decided_request.save()
