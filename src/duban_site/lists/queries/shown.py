"""Read the query of a list and select its rows: filtered, searched and sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

from django.db.models import Q
from django.http import QueryDict

from duban_site.core.access.policy import policy
from duban_site.core.web import key_or_none
from duban_site.lists.listing import Column, Listing, Rows
from duban_site.people.models import Person
from duban_site.plans.models import Plan, Status
from duban_site.plans.queries import plans_for

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A list's parsed query string; unknown filters, values and columns are ignored."""

    plan: Plan | None = None
    words: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def sorted_by(self) -> str:
        """The key of the column that it is sorted by."""
        return self.sort.removeprefix("-")


def asked_of(listing: Listing, person: Person, query: QueryDict) -> Asked:
    """Parse the query string for this list and person."""
    plan = plan_of(person, query.get("plan", "")) if listing.by_plan else None
    chosen = {}
    for one in listing.filters:
        known = {value for value, _word in one.choices(person, plan)}
        if query.get(one.key, "") in known:
            chosen[one.key] = query.get(one.key, "")
    sort = query.get("sort", "")
    column = listing.column(sort.removeprefix("-"))
    columns = tuple(one for one in listing.columns if one.key in query.getlist("column"))
    return Asked(
        plan,
        query.get("q", "").strip()[:LONGEST],
        chosen,
        sort if column is not None and column.order else "",
        columns or tuple(one for one in listing.columns if one.shown),
    )


def plan_of(person: Person, asked: str) -> Plan | None:
    """Return the requested plan, else the newest active one, else the newest the person may see."""
    plans = [plan for plan in plans_for(person) if plan.status != Status.DRAFT]
    plans = plans or list(plans_for(person))
    key = key_or_none(asked)
    found = next((plan for plan in plans if plan.pk == key), None)
    active = next((plan for plan in plans if plan.status == Status.ACTIVE), None)
    return found or active or next(iter(plans), None)


def rows_of(listing: Listing, person: Person, asked: Asked) -> Rows:
    """The rows, in their order. Raises PermissionDenied for a list that is not the person's."""
    policy.require(person, listing.right)
    rows = listing.rows(person, asked.plan)
    for one in listing.filters:
        value = asked.chosen.get(one.key)
        if value is not None:
            rows = one.apply(rows, value) if one.apply else rows.filter(**{one.field: value})
    for word in asked.words.split():
        says = reduce(Q.__or__, (Q(**{f"{f}__icontains": word}) for f in listing.search))
        rows = rows.filter(pk__in=rows.model._default_manager.filter(says).values("pk"))
    return rows.order_by(*_order(listing, asked))


def _order(listing: Listing, asked: Asked) -> tuple[str, ...]:
    column = listing.column(asked.sorted_by)
    if column is None or not column.order:
        return listing.worst
    if not asked.sort.startswith("-"):
        return (*column.order, *listing.worst)
    turned = (f[1:] if f.startswith("-") else f"-{f}" for f in column.order)
    return (*turned, *listing.worst)
