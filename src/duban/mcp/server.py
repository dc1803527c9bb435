"""The server of the Model Context Protocol over the tools, all of which only read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

import duban
from duban.mcp.tools import TOOLS, Tools
from duban.notices import NoticeError

GUIDE = (
    "已公布的政府工作报告目标任务及其进展。Published progress of the commitments of government "
    "work reports. Start with search_commitments and the question in its own words. Quote `text` "
    "verbatim and cite `url`. Say the status as of `as_of` (source). Pass on what `missing` and "
    "`note` say: what is not published is not known, and a missing figure is not a failure. Where "
    "`simulated` is true the figures are invented for a demonstration; say so. Supervision orders "
    "(督办单) and registers' records are not public. Numbers are text in base units (元, 亩, 人)."
)
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def build_server(tools: Tools, wrap_tool: Callable[[Any], Any] | None = None) -> MCPServer:
    """The server with its tools; `wrap_tool` makes of a tool the function that is called."""
    mcp_server = MCPServer("duban", title="督办", instructions=GUIDE, version=duban.__version__)
    for tool_name in TOOLS:
        add_tool(mcp_server, getattr(tools, tool_name), wrap_tool)
    return mcp_server


def add_tool(mcp_server: MCPServer, tool: Callable[..., Any], wrap_tool: Callable[[Any], Any] | None = None) -> None:
    """Offer one more tool, marked as one that only reads."""
    explained_tool = _explain_errors(tool)
    mcp_server.add_tool(
        wrap_tool(explained_tool) if wrap_tool else explained_tool,
        name=tool.__name__,
        description=tool.__doc__,
        annotations=READ_ONLY,
    )


def _explain_errors(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool, whose errors say to the assistant what is wrong and what to ask instead."""

    @wraps(tool)
    def call_tool(*args: Any, **kwargs: Any) -> Any:
        try:
            return tool(*args, **kwargs)
        except NoticeError as error:
            raise ToolError(str(error)) from error

    return call_tool
