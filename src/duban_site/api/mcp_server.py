"""The MCP server of the service: what is published for everybody, and more for a token's person.

What everybody may ask is `duban.mcp`, over the same public view as the site and open data. With a
token of the office come the orders and registers that its person may see.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Annotated, Any

from asgiref.sync import sync_to_async
from mcp.server import MCPServer
from pydantic import Field

from duban.documents.opendata import tabulated
from duban.mcp import PublishedPlan, Shelf, Tools
from duban.mcp.server import add_tool, server
from duban.mcp.sources import comparison_rows, newest_first
from duban.mcp.tools import Limit, Start
from duban_site.api.models import TokenScope
from duban_site.api.published import Place, of, state_of
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.orders.models.order import STAGES
from duban_site.orders.queries import NOT_DONE, Filters, most_urgent, orders_for
from duban_site.people.models import Person
from duban_site.public.edition.freshness import now
from duban_site.public.edition.opening import opened
from duban_site.public.pages.comparison import targets_csv
from duban_site.registers.queries import registers_for
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.queries import published, published_plans

Json = dict[str, Any]
KEPT = 64
"""Plans whose tables stay in memory; a published snapshot never changes."""
ROOT: ContextVar[str] = ContextVar("ROOT", default="")
"""The service's public address, for the request being answered."""
PERSON: ContextVar[Person | None] = ContextVar("PERSON", default=None)
STAGE_WORDS = dict(STAGES)


def shelf_of_service() -> Shelf:
    """The plans and the comparison that are published in the service now."""
    root, found = ROOT.get(), []
    for plan in published_plans():
        snapshot = published(plan)
        if snapshot is not None:
            place = Place.in_service(root, snapshot)
            found.append(_plan(snapshot.pk, state_of(snapshot), place))
    current = now()
    stamps = tuple((key, current.stamps[key]) for key in current.plans.values())
    return Shelf(newest_first(found), _comparison(stamps), f"{root}/public/comparison/")


@lru_cache(maxsize=KEPT)
def _plan(pk: int, _state: int, place: Place) -> PublishedPlan:
    view = of(Snapshot.objects.select_related("plan").get(pk=pk), place)
    header = view.header
    facts = {**view.plan, **{name: header[name] for name in ("month", "as_of")}}
    return PublishedPlan(facts, tabulated(view), view.text, view.address, view.sha256)


@lru_cache(maxsize=2)
def _comparison(stamps: tuple[tuple[int, Any], ...]) -> tuple[dict[str, str], ...]:
    return comparison_rows(targets_csv([opened(key, stamp) for key, stamp in stamps]))


def orders_by_status(
    stage: Annotated[str, Field(max_length=12, description="open, or a stage of the answer")] = "",
    late: Annotated[bool, Field(description="only those owed after their day")] = False,
    limit: Limit = 10,
    start: Start = 0,
) -> Json:
    """Supervision orders (督办单) of the token's person: by stage, the most urgent first."""
    person = _person()
    day = today()
    wanted = Filters(stage=stage, due="late" if late else "")
    found = most_urgent(orders_for(person, wanted, day))
    counts: dict[str, int] = {}
    for one in orders_for(person, Filters(), day).values_list("stage", flat=True):
        counts[one] = counts.get(one, 0) + 1
    page = list(found[start : start + limit])
    total = found.count()
    return {
        "total": total,
        "next": start + limit if start + limit < total else None,
        "stages": {one: {"word": str(STAGE_WORDS[one]), "count": n} for one, n in counts.items()},
        "open": sum(n for one, n in counts.items() if one in NOT_DONE),
        "as_of": day.isoformat(),
        "orders": [_order(one) for one in page],
        "missing": [] if total else ["没有这样的督办单（在这个令牌的权限之内）"],
    }


def _order(one: Any) -> Json:
    return {
        "number": one.label,
        "title": one.title,
        "stage": one.stage,
        "stage_word": str(STAGE_WORDS[one.stage]),
        "colour": one.colour,
        "lead": one.lead_body.name,
        "due": None if one.due is None else one.due.isoformat(),
        "plan": f"{one.plan.city}{one.plan.year}",
        "url": f"{ROOT.get()}/orders/{one.pk}/",
    }


def registers() -> Json:
    """The registers (台账) that the token's person may see: records, open and overdue ones."""
    found = registers_for(_person(), today())
    rows = [
        {
            "register": row.register.key,
            "name": row.register.name,
            "total": row.total,
            "open": row.open,
            "overdue": row.late,
            "more": row.more,
            "url": f"{ROOT.get()}/registers/{row.register.pk}/",
        }
        for row in found
    ]
    return {"registers": rows, "missing": [] if rows else ["没有可以看到的台账"]}


def _person() -> Person:
    person = PERSON.get()
    assert person is not None, "only offered to a token's person"  # noqa: S101
    return person


OFFICE: tuple[tuple[TokenScope, str, Callable[..., Json]], ...] = (
    (TokenScope.READ_ORDERS, "orders.see", orders_by_status),
    (TokenScope.READ_RECORDS, "registers.see", registers),
)
"""(token scope, right of its person, tool): the tool is offered if both are given."""


def tools_of(person: Person | None, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the office's tools that a token of the person may use."""
    if person is None:
        return ()
    return tuple(
        tool.__name__
        for scope, right, tool in OFFICE
        if scope.value in scopes and policy.may(person, right)
    )


@cache
def server_with(names: tuple[str, ...]) -> MCPServer:
    """An MCP server with the public tools and the named office tools."""
    made = server(Tools(shelf_of_service), sync_to_async)
    for _scope, _right, tool in OFFICE:
        if tool.__name__ in names:
            add_tool(made, tool, sync_to_async)
    return made
