"""MCP over Streamable HTTP: one POST, one JSON answer; stateless between requests.

The SDK implements the protocol as an ASGI application. The service runs requests in threads, so
each request is passed to it complete, and its response collected complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from duban_site.api.published import root_of
from duban_site.api.tokens import find
from duban_site.core.clock import today
from duban_site.people.models import Person

BEARER = "Bearer "
HOP = ("content-length", "transfer-encoding", "connection")


@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """Answer one message of an assistant; anonymous, or with a token (`Authorization: Bearer`)."""
    try:
        from duban_site.api import mcp_server
    except ImportError:
        return HttpResponse("MCP：没有安装 duban[mcp]", status=501, content_type="text/plain")
    if request.content_type != "application/json":
        return HttpResponse("MCP：请发送 application/json", status=415, content_type="text/plain")
    person, scopes = _who(request)
    if scopes is None:
        response = HttpResponse("令牌无效。The token is not valid.", status=401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    root, whose = mcp_server.ROOT.set(root_of(request)), mcp_server.PERSON.set(person)
    try:
        made = mcp_server.server_with(mcp_server.tools_of(person, scopes))
        status, headers, content = async_to_sync(_answered)(made, request)
    finally:
        mcp_server.ROOT.reset(root)
        mcp_server.PERSON.reset(whose)
    response = HttpResponse(content, status=status)
    for name, value in headers.items():
        if name not in HOP:
            response.headers[name] = value
    return response


def _who(request: HttpRequest) -> tuple[Person | None, tuple[str, ...] | None]:
    """The token's person and scopes; (None, ()) without a token, (None, None) if it is invalid."""
    said = request.headers.get("Authorization", "")
    if not said:
        return None, ()
    token = find(said.removeprefix(BEARER), today()) if said.startswith(BEARER) else None
    return (None, None) if token is None else (token.person, tuple(token.scopes_given))


async def _answered(made: Any, request: HttpRequest) -> tuple[int, Mapping[str, str], bytes]:
    """The SDK's answer: status, headers, content."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    body, sent = request.body, []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    # Public as `MCPServer.session_manager`, but one manager runs only once.
    lowlevel = made._lowlevel_server
    manager = StreamableHTTPSessionManager(lowlevel, json_response=True, stateless=True)
    async with manager.run():
        await manager.handle_request(_scope(request), receive, send)
    begun = next(one for one in sent if one["type"] == "http.response.start")
    content = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
    headers = {name.decode().lower(): value.decode() for name, value in begun["headers"]}
    return begun["status"], headers, content


def _scope(request: HttpRequest) -> dict[str, Any]:
    headers = [(n.lower().encode(), v.encode()) for n, v in request.headers.items()]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("", 0),
        "server": ("", 0),
    }
