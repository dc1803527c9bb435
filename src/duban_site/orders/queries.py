"""Queries of orders for pages, boards and the bulletin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from duban.orders import REVISIT_DAYS, TRANSITIONS, Stage
from duban.orders.stages import OPEN, WITH_BODY
from duban_site.core.access.policy import AnyActor, policy
from duban_site.core.access.table import Scope
from duban_site.core.responses import parse_key
from duban_site.orders.models import Notice, Order, Proposal, ProposalState, Request, RequestState, Step
from duban_site.orders.models.request import WAITING_STATES
from duban_site.orders.month_orders import orders_of_month as orders_of_month
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan, Status

OWED_STAGES = [stage.value for stage in WITH_BODY]
OPEN_STAGES = [stage.value for stage in OPEN]
AWAITED_ACTIONS = (*("review_request", "grant_request", "refuse_request"), *("review", "answer", "revisit", "reopen"))
FINAL_ACTIONS = ("archive", "carry", "drop")
COLOUR_RANK = Case(
    When(colour="red", then=Value(0)),
    When(colour="orange", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """The filters of a list of orders; empty ones are ignored."""

    words: str = ""
    plan: int | None = None
    body: int | None = None
    stage: str = ""
    colour: str = ""
    due: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> OrderFilters:
        """Parse a query string; keys that are no number are ignored."""
        return cls(
            words=query.get("q", "").strip(),
            plan=parse_key(query.get("plan", "")),
            body=parse_key(query.get("body", "")),
            stage=query.get("stage", ""),
            colour=query.get("colour", ""),
            due=query.get("due", ""),
        )

    @property
    def any(self) -> bool:
        """Whether any filter is set."""
        return self != OrderFilters()


def list_visible_orders(viewer: AnyActor, filters: OrderFilters, as_of: dt.date) -> QuerySet[Order]:
    """The orders that somebody may see, the newest first."""
    orders = policy.filter_visible(viewer, "orders.see", Order.objects.all())
    if filters.plan is not None:
        orders = orders.filter(plan=filters.plan)
    if filters.body is not None:
        orders = orders.filter(Q(lead_body=filters.body) | Q(cooperating=filters.body))
    if filters.stage == "open":
        orders = orders.filter(stage__in=OPEN_STAGES)
    elif filters.stage:
        orders = orders.filter(stage=filters.stage)
    if filters.colour == "listed":
        orders = orders.filter(listed=True)
    elif filters.colour:
        orders = orders.filter(colour=filters.colour)
    if filters.due:
        orders = orders.filter(_due_condition(filters.due, as_of))
    if filters.words:
        word = filters.words
        orders = orders.filter(Q(title__icontains=word) | Q(label__icontains=word) | Q(demand__icontains=word))
    joined = orders.select_related("plan", "lead_body", "leader").distinct()
    return joined.defer("plan__text", "plan__unread")


def _due_condition(due_filter: str, as_of: dt.date) -> Q:
    is_owed = Q(stage__in=OWED_STAGES)
    week_end = as_of + dt.timedelta(days=7)
    return {"late": is_owed & Q(due__lt=as_of), "week": is_owed & Q(due__gte=as_of, due__lte=week_end)}.get(
        due_filter, Q()
    )


def sort_by_urgency(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Sort: orders that the body still owes first, then by due date, then by colour."""
    owed_rank = Case(When(stage__in=OWED_STAGES, then=Value(0)), default=Value(1))
    return orders.annotate(owed=owed_rank, rank=COLOUR_RANK).order_by(
        "owed", F("due").asc(nulls_last=True), "rank", "pk"
    )


def list_body_orders(person: Person, as_of: dt.date) -> QuerySet[Order]:
    """Open orders visible to a body's person, the most urgent first."""
    return sort_by_urgency(list_visible_orders(person, OrderFilters(), as_of).filter(stage__in=OPEN_STAGES))


def list_owed_orders(viewer: AnyActor) -> QuerySet[Order]:
    """Visible issued orders without a reply."""
    owed_orders = policy.filter_visible(viewer, "orders.see", Order.objects.filter(stage__in=OWED_STAGES))
    return owed_orders.select_related("lead_body", "plan").defer("plan__text", "plan__unread")


def list_commitment_orders(viewer: AnyActor, commitment_key: int) -> list[Order]:
    """The visible orders about one commitment, in one query."""
    if policy.get_scope(viewer, "orders.see") is None:
        return []
    orders = policy.filter_visible(viewer, "orders.see", Order.objects.filter(commitment=commitment_key))
    return list(orders.order_by("-pk"))


@dataclass(frozen=True, slots=True)
class OrderFile:
    """An order with its steps and requests, and the actions available to the reader."""

    order: Order
    steps: list[Step]
    requests: list[Request]
    actions: list[str]

    @property
    def waiting(self) -> Request | None:
        """The request that is waiting for a decision."""
        return next((request for request in self.requests if request.state in WAITING_STATES), None)


def load_order_file(reader: Person, order: Order) -> OrderFile:
    """Load an order for its page, in a fixed number of queries."""
    relations = ("plan", "lead_body", "leader", "commitment", "carried_from", "carried_to")
    joined = Order.objects.select_related(*relations)
    full_order = joined.defer("plan__text", "plan__unread").get(pk=order.pk)
    steps = order.steps.select_related("body").prefetch_related("files").order_by("pk")
    requests = order.requests.select_related("asked_by", "reviewed_by", "decided_by")
    request_rows = list(requests.order_by("pk"))
    waiting = next((request for request in request_rows if request.state in WAITING_STATES), None)
    actions = list_available_actions(reader, full_order, waiting)
    if "answer" in actions and not _is_objection_waiting(list(steps)):
        actions.remove("answer")
    if "review" in actions and not is_appeal_waiting(full_order):
        actions.remove("review")
    if "carry" in actions and not list_later_plans(full_order).exists():
        actions.remove("carry")
    return OrderFile(full_order, list(steps), request_rows, sorted(actions, key=_action_rank))


def _action_rank(action: str) -> int:
    """Sort key: awaited actions first, those that end the matter last, others in between."""
    if action in AWAITED_ACTIONS:
        return AWAITED_ACTIONS.index(action) - len(AWAITED_ACTIONS)
    return int(action in FINAL_ACTIONS)


def _is_objection_waiting(steps: list[Step]) -> bool:
    objection_actions = [step.action for step in steps if step.action in ("object", "answer")]
    return bool(objection_actions) and objection_actions[-1] == "object"


def is_appeal_waiting(order: Order) -> bool:
    """Whether an appeal is waiting for its review."""
    appeal_steps = order.steps.filter(action__in=("appeal", "review")).order_by("-pk")
    return appeal_steps.values_list("action", flat=True).first() == "appeal"


def list_later_plans(order: Order) -> QuerySet[Plan]:
    """Plans of the same city in force for later years, into which the order may be carried."""
    later = Plan.objects.filter(city=order.plan.city, year__gt=order.plan.year)
    return later.filter(status=Status.ACTIVE).defer("text", "unread").order_by("year")


def list_orders_to_revisit(viewer: AnyActor, as_of: dt.date) -> QuerySet[Order]:
    """Visible orders that were closed long enough ago for 回访, and not revisited yet."""
    latest_closing = as_of - dt.timedelta(days=REVISIT_DAYS)
    closed_orders = Order.objects.filter(stage=Stage.CLOSED, closed_on__lte=latest_closing, revisited_on=None)
    visible_orders = policy.filter_visible(viewer, "orders.see", closed_orders)
    joined = visible_orders.select_related("lead_body", "plan").defer("plan__text", "plan__unread")
    return joined.order_by("closed_on", "pk")


def step_date(order: Order, today: dt.date) -> dt.date:
    """The effective day of a step taken now: today, but not before the last step."""
    last_date = order.steps.order_by("-pk").values_list("on", flat=True).first()
    return today if last_date is None else max(today, last_date)


def list_available_actions(reader: Person, order: Order, waiting: Request | None) -> list[str]:
    """The actions available to this person now, without those certain to be refused."""
    stage, scopes = Stage(order.stage), _scopes_within_reach(reader, order)
    actions = []
    for transition in TRANSITIONS.values():
        scope = policy.get_scope(reader, f"orders.{transition.action}")
        if stage in transition.sources and scope in scopes and _is_sensible(transition.action, order, waiting):
            actions.append(transition.action)
    return actions


def _scopes_within_reach(reader: Person, order: Order) -> set[Scope]:
    """The scopes of this person that contain the order."""
    scopes = {Scope.ALL}
    scope_by_role = {Role.LIAISON: Scope.ACTOR_BODY, Role.HEAD: Scope.ACTOR_BODY}
    scope = (scope_by_role | {Role.LEADER: Scope.LEADER_COMMITMENTS}).get(Role(reader.role))
    if scope and Order.objects.filter(Order.scopes[scope](reader), pk=order.pk).exists():
        scopes.add(scope)
    return scopes


def _is_sensible(action: str, order: Order, waiting: Request | None) -> bool:
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


def list_visible_proposals(viewer: AnyActor, plan_key: int | None, state: str) -> QuerySet[Proposal]:
    """Proposals in a state (default: waiting), optionally of one plan; the newest first."""
    rows = Proposal.objects.filter(state=state or ProposalState.WAITING)
    if plan_key is not None:
        rows = rows.filter(plan=plan_key)
    joined = rows.select_related("plan", "commitment", "body", "order", "decided_by")
    return joined.defer("plan__text", "plan__unread").order_by("-as_of", "rule", "pk")


def list_notices(person: Person) -> QuerySet[Notice]:
    """A person's notices, the newest first."""
    return Notice.objects.filter(person=person).order_by("-on", "-pk")
