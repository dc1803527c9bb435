"""Read the query of a list and select its rows: filtered, searched and sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

from django.db.models import Q
from django.http import QueryDict

from duban_site.core.access.policy import policy
from duban_site.core.responses import parse_key
from duban_site.lists.declaration import Column, Listing, Rows
from duban_site.people.models import Person
from duban_site.plans.models import Plan, Status
from duban_site.plans.queries import list_plans

MAX_SEARCH_LENGTH = 60


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list's parsed query string; unknown filters, values and columns are ignored."""

    plan: Plan | None = None
    words: str = ""
    filter_values: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def sorted_by(self) -> str:
        """The key of the column that it is sorted by."""
        return self.sort.removeprefix("-")


def parse_query(listing: Listing, person: Person, query: QueryDict) -> ListQuery:
    """Parse the query string for this list and person."""
    plan = select_plan(person, query.get("plan", "")) if listing.by_plan else None
    filter_values = {}
    for entry in listing.filters:
        valid_values = {value for value, _word in entry.choices(person, plan)}
        if query.get(entry.key, "") in valid_values:
            filter_values[entry.key] = query.get(entry.key, "")
    sort = query.get("sort", "")
    column = listing.column(sort.removeprefix("-"))
    columns = tuple(entry for entry in listing.columns if entry.key in query.getlist("column"))
    return ListQuery(
        plan,
        query.get("q", "").strip()[:MAX_SEARCH_LENGTH],
        filter_values,
        sort if column is not None and column.order else "",
        columns or tuple(entry for entry in listing.columns if entry.is_default),
    )


def select_plan(person: Person, requested: str) -> Plan | None:
    """Return the requested plan, else the newest active one, else the newest the person may see."""
    plans = [plan for plan in list_plans(person) if plan.status != Status.DRAFT]
    plans = plans or list(list_plans(person))
    plan_id = parse_key(requested)
    requested_plan = next((plan for plan in plans if plan.pk == plan_id), None)
    active = next((plan for plan in plans if plan.status == Status.ACTIVE), None)
    return requested_plan or active or next(iter(plans), None)


def select_rows(listing: Listing, person: Person, list_query: ListQuery) -> Rows:
    """The rows, in their order. Raises PermissionDenied for a list that is not the person's."""
    policy.require(person, listing.right)
    rows = listing.rows(person, list_query.plan)
    for list_filter in listing.filters:
        value = list_query.filter_values.get(list_filter.key)
        if value is not None:
            rows = list_filter.apply(rows, value) if list_filter.apply else rows.filter(**{list_filter.field: value})
    for word in list_query.words.split():
        condition = reduce(Q.__or__, (Q(**{f"{field}__icontains": word}) for field in listing.search))
        rows = rows.filter(pk__in=rows.model._default_manager.filter(condition).values("pk"))
    return rows.order_by(*_build_order(listing, list_query))


def _build_order(listing: Listing, list_query: ListQuery) -> tuple[str, ...]:
    column = listing.column(list_query.sorted_by)
    if column is None or not column.order:
        return listing.default_order
    if not list_query.sort.startswith("-"):
        return (*column.order, *listing.default_order)
    reversed_fields = (field[1:] if field.startswith("-") else f"-{field}" for field in column.order)
    return (*reversed_fields, *listing.default_order)
