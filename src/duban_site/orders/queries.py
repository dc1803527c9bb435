"""Queries of orders for pages, boards and the bulletin."""

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
    """The filters of a list of orders; empty ones are ignored."""

    words: str = ""
    plan: int | None = None
    body: int | None = None
    stage: str = ""
    colour: str = ""
    due: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Parse a query string; keys that are no number are ignored."""
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
        """Whether any filter is set."""
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
    """Sort: orders that the body still owes first, then by due date, then by colour."""
    owed = Case(When(stage__in=OWED, then=Value(0)), default=Value(1))
    return orders.annotate(owed=owed, rank=COLOUR_RANK).order_by(
        "owed", F("due").asc(nulls_last=True), "rank", "pk"
    )


def of_my_body(person: Person, as_of: dt.date) -> QuerySet[Order]:
    """Open orders visible to a body's person, the most urgent first."""
    return most_urgent(orders_for(person, Filters(), as_of).filter(stage__in=NOT_DONE))


def owed_by(who: Anybody) -> QuerySet[Order]:
    """Visible issued orders without a reply."""
    owed = policy.visible(who, "orders.see", Order.objects.filter(stage__in=OWED))
    return owed.select_related("lead_body", "plan").defer("plan__text", "plan__unread")


def of_commitment(who: Anybody, commitment: int) -> list[Order]:
    """The visible orders about one commitment, in one query."""
    if policy.scope(who, "orders.see") is None:
        return []
    orders = policy.visible(who, "orders.see", Order.objects.filter(commitment=commitment))
    return list(orders.order_by("-pk"))


@dataclass(frozen=True, slots=True)
class File:
    """An order with its steps and requests, and the actions available to the reader."""

    order: Order
    steps: list[Step]
    requests: list[Request]
    actions: list[str]

    @property
    def waiting(self) -> Request | None:
        """The request that is waiting for a decision."""
        return next((r for r in self.requests if r.state in WAITING), None)


def file_of(who: Person, order: Order) -> File:
    """Load an order for its page, in a fixed number of queries."""
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
    """Sort key: awaited actions first, those that end the matter last, others in between."""
    if action in AWAITED:
        return AWAITED.index(action) - len(AWAITED)
    return int(action in LAST)


def _objection_waits(steps: list[Step]) -> bool:
    said = [step.action for step in steps if step.action in ("object", "answer")]
    return bool(said) and said[-1] == "object"


def appeal_waits(order: Order) -> bool:
    """Whether an appeal is waiting for its review."""
    said = order.steps.filter(action__in=("appeal", "review")).order_by("-pk")
    return said.values_list("action", flat=True).first() == "appeal"


def later_plans(order: Order) -> QuerySet[Plan]:
    """Plans of the same city in force for later years, into which the order may be carried."""
    later = Plan.objects.filter(city=order.plan.city, year__gt=order.plan.year)
    return later.filter(status=Status.ACTIVE).defer("text", "unread").order_by("year")


def to_revisit(who: Anybody, as_of: dt.date) -> QuerySet[Order]:
    """Visible orders that were closed long enough ago for 回访, and not revisited yet."""
    until = as_of - dt.timedelta(days=REVISIT_DAYS)
    closed = Order.objects.filter(stage=Stage.CLOSED, closed_on__lte=until, revisited_on=None)
    seen = policy.visible(who, "orders.see", closed)
    joined = seen.select_related("lead_body", "plan").defer("plan__text", "plan__unread")
    return joined.order_by("closed_on", "pk")


def day_for(order: Order, today: dt.date) -> dt.date:
    """The effective day of a step taken now: today, but not before the last step."""
    last = order.steps.order_by("-pk").values_list("on", flat=True).first()
    return today if last is None else max(today, last)


def actions_now(who: Person, order: Order, waiting: Request | None) -> list[str]:
    """The actions available to this person now, without those certain to be refused."""
    stage, reached = Stage(order.stage), _reached(who, order)
    found = []
    for row in TRANSITIONS.values():
        scope = policy.scope(who, f"orders.{row.action}")
        if stage in row.sources and scope in reached and _sensible(row.action, order, waiting):
            found.append(row.action)
    return found


def _reached(who: Person, order: Order) -> set[Scope]:
    """The scopes of this person that contain the order."""
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
    """Proposals in a state (default: waiting), optionally of one plan; the newest first."""
    rows = Proposal.objects.filter(state=state or ProposalState.WAITING)
    if plan is not None:
        rows = rows.filter(plan=plan)
    joined = rows.select_related("plan", "commitment", "body", "order", "decided_by")
    return joined.defer("plan__text", "plan__unread").order_by("-as_of", "rule", "pk")


def notices_of(person: Person) -> QuerySet[Notice]:
    """A person's notices, the newest first."""
    return Notice.objects.filter(person=person).order_by("-on", "-pk")
