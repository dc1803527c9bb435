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

from duban.documents.opendata import build_tables
from duban.mcp import Publication, PublishedPlan, Tools
from duban.mcp.server import add_tool, build_server
from duban.mcp.sources import parse_comparison_rows, sort_newest_first
from duban.mcp.tools import Limit, Start
from duban_site.api.models import TokenScope
from duban_site.api.open_data import PlanAddress, build_public_plan, hash_public_state
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.orders.models.order import STAGE_CHOICES
from duban_site.orders.queries import OPEN_STAGES, OrderFilters, list_visible_orders, sort_by_urgency
from duban_site.people.models import Person
from duban_site.public.edition.publication_state import get_publication_state, open_editions
from duban_site.public.pages.comparison import render_targets_csv
from duban_site.registers.queries import list_visible_registers
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.queries import list_current_snapshots

Json = dict[str, Any]
MAX_CACHED_PLANS = 64
"""Plans whose tables stay in memory; a published snapshot never changes."""
ROOT_URL: ContextVar[str] = ContextVar("ROOT", default="")
"""The service's public address, for the request being answered."""
CURRENT_PERSON: ContextVar[Person | None] = ContextVar("PERSON", default=None)
STAGE_WORDS = dict(STAGE_CHOICES)


def build_service_shelf() -> Publication:
    """The plans and the comparison that are published in the service now."""
    root_url, plans = ROOT_URL.get(), []
    for snapshot in list_current_snapshots():
        place = PlanAddress.for_service(root_url, snapshot)
        plans.append(_build_plan(snapshot.pk, hash_public_state(snapshot), place))
    stamps = get_publication_state().list_stamps()
    return Publication(sort_newest_first(plans), _load_comparison(stamps), f"{root_url}/public/comparison/")


@lru_cache(maxsize=MAX_CACHED_PLANS)
def _build_plan(snapshot_id: int, _state: int, place: PlanAddress) -> PublishedPlan:
    view = build_public_plan(Snapshot.objects.select_related("plan").get(pk=snapshot_id), place)
    header = view.header
    facts = {**view.plan, **{field_name: header[field_name] for field_name in ("month", "as_of")}}
    return PublishedPlan(facts, build_tables(view), view.report_text, view.address, view.sha256)


@lru_cache(maxsize=2)
def _load_comparison(stamps: tuple[tuple[int, Any], ...]) -> tuple[dict[str, str], ...]:
    return parse_comparison_rows(render_targets_csv(open_editions(stamps)))


def orders_by_status(
    stage: Annotated[str, Field(max_length=12, description="open, or a stage of the answer")] = "",
    late: Annotated[bool, Field(description="only those owed after their day")] = False,
    limit: Limit = 10,
    start: Start = 0,
) -> Json:
    """Supervision orders (督办单) of the token's person: by stage, the most urgent first."""
    person = _require_person()
    as_of = today()
    filters = OrderFilters(stage=stage, due="late" if late else "")
    matching_orders = sort_by_urgency(list_visible_orders(person, filters, as_of))
    counts: dict[str, int] = {}
    for item in list_visible_orders(person, OrderFilters(), as_of).values_list("stage", flat=True):
        counts[item] = counts.get(item, 0) + 1
    page = list(matching_orders[start : start + limit])
    total = matching_orders.count()
    return {
        "total": total,
        "next": start + limit if start + limit < total else None,
        "stages": {item: {"word": str(STAGE_WORDS[item]), "count": count} for item, count in counts.items()},
        "open": sum(count for item, count in counts.items() if item in OPEN_STAGES),
        "as_of": as_of.isoformat(),
        "orders": [_order_json(item) for item in page],
        "missing": [] if total else ["没有这样的督办单（在这个令牌的权限之内）"],
    }


def _order_json(order: Any) -> Json:
    return {
        "number": order.label,
        "title": order.title,
        "stage": order.stage,
        "stage_word": str(STAGE_WORDS[order.stage]),
        "colour": order.colour,
        "lead": order.lead_body.name,
        "due": None if order.due is None else order.due.isoformat(),
        "plan": f"{order.plan.city}{order.plan.year}",
        "url": f"{ROOT_URL.get()}/orders/{order.pk}/",
    }


def registers() -> Json:
    """The registers (台账) that the token's person may see: records, open and overdue ones."""
    summaries = list_visible_registers(_require_person(), today())
    rows = [
        {
            "register": row.register.key,
            "name": row.register.name,
            "total": row.total,
            "open": row.open,
            "overdue": row.late,
            "more": row.more,
            "url": f"{ROOT_URL.get()}/registers/{row.register.pk}/",
        }
        for row in summaries
    ]
    return {"registers": rows, "missing": [] if rows else ["没有可以看到的台账"]}


def _require_person() -> Person:
    person = CURRENT_PERSON.get()
    assert person is not None, "only offered to a token's person"  # noqa: S101
    return person


OFFICE_TOOLS: tuple[tuple[TokenScope, str, Callable[..., Json]], ...] = (
    (TokenScope.READ_ORDERS, "orders.see", orders_by_status),
    (TokenScope.READ_RECORDS, "registers.see", registers),
)
"""(token scope, right of its person, tool): the tool is offered if both are given."""


def list_office_tools(person: Person | None, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the office's tools that a token of the person may use."""
    if person is None:
        return ()
    return tuple(
        tool.__name__ for scope, right, tool in OFFICE_TOOLS if scope.value in scopes and policy.may(person, right)
    )


@cache
def build_service_server(names: tuple[str, ...]) -> MCPServer:
    """An MCP server with the public tools and the named office tools."""
    mcp_instance = build_server(Tools(build_service_shelf), sync_to_async)
    for _scope, _right, tool in OFFICE_TOOLS:
        if tool.__name__ in names:
            add_tool(mcp_instance, tool, sync_to_async)
    return mcp_instance
