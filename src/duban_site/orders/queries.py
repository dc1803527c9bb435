"""Orders as pages, the boards and the bulletin read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from duban.orders import REVISIT_DAYS, TRANSITIONS, Stage
from duban.orders.stages import OPEN, WITH_BODY
from duban_site.core.access.policy import Anybody, policy
from duban_site.core.access.table import Scope
from duban_site.core.web import key_or_none
from duban_site.orders.models import (
    Notice,
    Order,
    Proposal,
    ProposalState,
    Request,
    RequestState,
    Step,
)
from duban_site.orders.models.request import WAITING
from duban_site.orders.of_month import orders_of_month as orders_of_month
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan, Status

OWED = [stage.value for stage in WITH_BODY]
NOT_DONE = [stage.value for stage in OPEN]
AWAITED = (
    *("review_request", "grant_request", "refuse_request"),
    *("review", "answer", "revisit", "reopen"),
)
LAST = ("archive", "carry", "drop")
COLOUR_RANK = Case(
    When(colour="red", then=Value(0)),
    When(colour="orange", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty fields narrow nothing."""

    words: str = ""
    plan: int | None = None
    body: int | None = None
    stage: str = ""
    colour: str = ""
    due: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """From a query string; what is no number or stage is passed over."""
        return cls(
            words=asked.get("q", "").strip(),
            plan=key_or_none(asked.get("plan", "")),
            body=key_or_none(asked.get("body", "")),
            stage=asked.get("stage", ""),
            colour=asked.get("colour", ""),
            due=asked.get("due", ""),
        )

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


def orders_for(who: Anybody, filters: Filters, as_of: dt.date) -> QuerySet[Order]:
    """The orders that somebody may see, the newest first."""
    orders = policy.visible(who, "orders.see", Order.objects.all())
    if filters.plan is not None:
        orders = orders.filter(plan=filters.plan)
    if filters.body is not None:
        orders = orders.filter(Q(lead_body=filters.body) | Q(cooperating=filters.body))
    if filters.stage == "open":
        orders = orders.filter(stage__in=NOT_DONE)
    elif filters.stage:
        orders = orders.filter(stage=filters.stage)
    if filters.colour == "listed":
        orders = orders.filter(listed=True)
    elif filters.colour:
        orders = orders.filter(colour=filters.colour)
    if filters.due:
        orders = orders.filter(_due(filters.due, as_of))
    if filters.words:
        word = filters.words
        orders = orders.filter(
            Q(title__icontains=word) | Q(label__icontains=word) | Q(demand__icontains=word)
        )
    joined = orders.select_related("plan", "lead_body", "leader").distinct()
    return joined.defer("plan__text", "plan__unread")


def _due(word: str, as_of: dt.date) -> Q:
    owed = Q(stage__in=OWED)
    week = as_of + dt.timedelta(days=7)
    return {
        "late": owed & Q(due__lt=as_of),
        "week": owed & Q(due__gte=as_of, due__lte=week),
    }.get(word, Q())


def most_urgent(orders: QuerySet[Order]) -> QuerySet[Order]:
    """What the unit still owes before what it does not; then by due date, then by colour."""
    owed = Case(When(stage__in=OWED, then=Value(0)), default=Value(1))
    return orders.annotate(owed=owed, rank=COLOUR_RANK).order_by(
        "owed", F("due").asc(nulls_last=True), "rank", "pk"
    )


def of_my_body(person: Person, as_of: dt.date) -> QuerySet[Order]:
    """What was issued to the person's unit and is not done with, the most urgent first."""
    return most_urgent(orders_for(person, Filters(), as_of).filter(stage__in=NOT_DONE))


def owed_by(who: Anybody) -> QuerySet[Order]:
    """Issued orders to which no reply came yet."""
    owed = policy.visible(who, "orders.see", Order.objects.filter(stage__in=OWED))
    return owed.select_related("lead_body", "plan").defer("plan__text", "plan__unread")


def of_commitment(who: Anybody, commitment: int) -> list[Order]:
    """The orders about one commitment that somebody may see; for the boards: one query."""
    if policy.scope(who, "orders.see") is None:
        return []
    orders = policy.visible(who, "orders.see", Order.objects.filter(commitment=commitment))
    return list(orders.order_by("-pk"))


@dataclass(frozen=True, slots=True)
class File:
    """An order with all that was done to it, and what its reader may do now."""

    order: Order
    steps: list[Step]
    requests: list[Request]
    actions: list[str]

    @property
    def waiting(self) -> Request | None:
        """The request that waits for a word."""
        return next((r for r in self.requests if r.state in WAITING), None)


def file_of(who: Person, order: Order) -> File:
    """The order's page: a fixed number of queries, however long its history."""
    names = ("plan", "lead_body", "leader", "commitment", "carried_from", "carried_to")
    joined = Order.objects.select_related(*names)
    whole = joined.defer("plan__text", "plan__unread").get(pk=order.pk)
    steps = order.steps.select_related("body").prefetch_related("files").order_by("pk")
    requests = order.requests.select_related("asked_by", "reviewed_by", "decided_by")
    found = list(requests.order_by("pk"))
    waiting = next((r for r in found if r.state in WAITING), None)
    actions = actions_now(who, whole, waiting)
    if "answer" in actions and not _objection_waits(list(steps)):
        actions.remove("answer")
    if "review" in actions and not appeal_waits(whole):
        actions.remove("review")
    if "carry" in actions and not later_plans(whole).exists():
        actions.remove("carry")
    return File(whole, list(steps), found, sorted(actions, key=_turn))


def _turn(action: str) -> int:
    """In the table's order, but what somebody waits for first, and what ends the matter last."""
    if action in AWAITED:
        return AWAITED.index(action) - len(AWAITED)
    return int(action in LAST)


def _objection_waits(steps: list[Step]) -> bool:
    said = [step.action for step in steps if step.action in ("object", "answer")]
    return bool(said) and said[-1] == "object"


def appeal_waits(order: Order) -> bool:
    """Whether the unit asked for a review that was not given yet."""
    said = order.steps.filter(action__in=("appeal", "review")).order_by("-pk")
    return said.values_list("action", flat=True).first() == "appeal"


def later_plans(order: Order) -> QuerySet[Plan]:
    """The plans in force of later years of the same city: where it may be carried to."""
    later = Plan.objects.filter(city=order.plan.city, year__gt=order.plan.year)
    return later.filter(status=Status.ACTIVE).defer("text", "unread").order_by("year")


def to_revisit(who: Anybody, as_of: dt.date) -> QuerySet[Order]:
    """Struck off so long ago that 回访 is due, and not looked at since."""
    until = as_of - dt.timedelta(days=REVISIT_DAYS)
    closed = Order.objects.filter(stage=Stage.CLOSED, closed_on__lte=until, revisited_on=None)
    seen = policy.visible(who, "orders.see", closed)
    joined = seen.select_related("lead_body", "plan").defer("plan__text", "plan__unread")
    return joined.order_by("closed_on", "pk")


def day_for(order: Order, today: dt.date) -> dt.date:
    """The day of a step that is taken now: today, but never before the last step's."""
    last = order.steps.order_by("-pk").values_list("on", flat=True).first()
    return today if last is None else max(today, last)


def actions_now(who: Person, order: Order, waiting: Request | None) -> list[str]:
    """What this person may do now, in the table's order; what is sure to be refused is left out."""
    stage, reached = Stage(order.stage), _reached(who, order)
    found = []
    for row in TRANSITIONS.values():
        scope = policy.scope(who, f"orders.{row.action}")
        if stage in row.sources and scope in reached and _sensible(row.action, order, waiting):
            found.append(row.action)
    return found


def _reached(who: Person, order: Order) -> set[Scope]:
    """The scopes within which this order lies for this person."""
    found = {Scope.ALL}
    own = {Role.LIAISON: Scope.OWN_BODY, Role.HEAD: Scope.OWN_BODY}
    scope = (own | {Role.LEADER: Scope.OWN_COMMITMENTS}).get(Role(who.role))
    if scope and Order.objects.filter(Order.scopes[scope](who), pk=order.pk).exists():
        found.add(scope)
    return found


def _sensible(action: str, order: Order, waiting: Request | None) -> bool:
    if action.startswith("ask_") or action == "reply":
        return waiting is None
    if action == "withdraw_request":
        return waiting is not None
    if action == "review_request":
        return waiting is not None and waiting.state == RequestState.PENDING
    if action == "grant_request":
        return waiting is not None and waiting.state == RequestState.REVIEWED
    if action == "refuse_request":
        return waiting is not None
    if action in ("list", "delist"):
        return order.listed == (action == "delist")
    return not (action == "close" and order.listed)


def proposals_for(who: Anybody, plan: int | None, state: str) -> QuerySet[Proposal]:
    """Proposals of plans in force, those that wait unless another state is asked for."""
    rows = Proposal.objects.filter(state=state or ProposalState.WAITING)
    if plan is not None:
        rows = rows.filter(plan=plan)
    joined = rows.select_related("plan", "commitment", "body", "order", "decided_by")
    return joined.defer("plan__text", "plan__unread").order_by("-as_of", "rule", "pk")


def notices_of(person: Person) -> QuerySet[Notice]:
    """What somebody was told, the newest first."""
    return Notice.objects.filter(person=person).order_by("-on", "-pk")
