"""An MCP server: an assistant answers from what is published, with quotes and sources.

Every answer says as of when, and where in the report its words stand, so that they can be checked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

import duban
from duban_site.api.endpoints.plans import Filter, brief, facts, sifted
from duban_site.api.published import commitment_of, snapshot_of
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.queries import published, published_plans, shown

Json = dict[str, Any]
GUIDE = (
    "Published progress of government work reports' commitments (政府工作报告目标任务). Quote "
    "`text` verbatim, give the commitment's number, the status as of `as_of`, and `source`. Never "
    "say more than the answers do: a missing figure is not a failure. 进展数据 marked `simulated` "
    "are invented for a demonstration; say so."
)
MOST = 20


def source(snapshot: Snapshot) -> Json:
    """What an answer rests on."""
    plan = snapshot.data["plan"]
    return {
        "report": plan["title"],
        "report_date": plan["report_date"],
        "text_sha256": plan["text_sha256"],
        "snapshot_sha256": snapshot.sha256,
        "as_of": snapshot.as_of.isoformat(),
        "simulated": plan["simulated"],
    }


def list_plans() -> Json:
    """The plans that are published: city, year, id, as of when."""
    newest = [published(plan) for plan in published_plans()]
    return {"plans": [facts(snapshot) for snapshot in newest if snapshot is not None]}


def plan_overview(plan: int) -> Json:
    """A plan's counts by status in the bulletin's order, its parts, headline indicators, units."""
    snapshot = snapshot_of(plan)
    told = public_view.header(snapshot.data, shown(snapshot))
    names = ("total", "counts", "parts", "headlines", "units")
    return {**{name: told[name] for name in names}, "source": source(snapshot)}


def search_commitments(plan: int, words: str = "", status: str = "", unit: int = 0) -> Json:
    """Commitments whose sentence holds the words; also by status or lead unit's id."""
    snapshot = snapshot_of(plan)
    asked = {"q": words[:100], "status": status or None, "unit": unit or None}
    found, told = sifted(snapshot, Filter.model_validate(asked)), shown(snapshot)
    listed = [brief(public_view.row(row.data, told)) for row in found[:MOST]]
    kept = ("number", "text", "start", "end", "type", "status", "part", "units", "targets")
    briefs = [{name: one[name] for name in kept} for one in listed]
    return {"total": found.count(), "commitments": briefs, "source": source(snapshot)}


def commitment(plan: int, number: str) -> Json:
    """One commitment: its words, targets, figures with sources, sums, and its history."""
    snapshot = snapshot_of(plan)
    found = commitment_of(snapshot, number)
    if found is None:
        msg = f"plan {plan} has no commitment {number}: ask search_commitments for its numbers"
        raise ToolError(msg)
    told, standings = found
    history = [{"month": one.month, "as_of": one.as_of, "status": one.status} for one in standings]
    return {**told, "history": history, "source": source(snapshot)}


def report_text(plan: int, start: int, end: int) -> Json:
    """Words of the report, up to 5,000 characters, to check a quote or see what stands around."""
    snapshot = snapshot_of(plan)
    first = max(0, start)
    last = min(len(snapshot.text), end, first + 5000)
    return {"start": first, "end": last, "text": snapshot.text[first:last], **source(snapshot)}


def telling(tool: Callable[..., Json]) -> Callable[..., Json]:
    """The tool, whose errors say to the assistant what is wrong and what to ask instead."""

    @wraps(tool)
    def told(*args: Any, **kwargs: Any) -> Json:
        try:
            return tool(*args, **kwargs)
        except Http404 as error:
            msg = "no such plan is published: ask list_plans for those that are"
            raise ToolError(msg) from error
        except ValidationError as error:
            faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ToolError("; ".join(faults)) from error

    return told


TOOLS = (list_plans, plan_overview, search_commitments, commitment, report_text)


def server() -> MCPServer:
    """The server with its tools, all of which only read."""
    made = MCPServer("duban", title="督办", instructions=GUIDE, version=duban.__version__)
    for tool in TOOLS:
        made.add_tool(sync_to_async(telling(tool)), name=tool.__name__, description=tool.__doc__)
    return made
