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

from duban_site.api.authentication import log_call
from duban_site.api.faults import TooManyRequests
from duban_site.api.open_data import get_root_url
from duban_site.api.rate_limits import seconds_to_wait
from duban_site.api.tokens import find_token
from duban_site.core.clock import today
from duban_site.people.models import Person

BEARER_PREFIX = "Bearer "
HOP_BY_HOP_HEADERS = ("content-length", "transfer-encoding", "connection")


@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """Answer one message of an assistant; anonymous, or with a token (`Authorization: Bearer`).

    Limits and the log of calls are those of the API.
    """
    seconds = seconds_to_wait(request)
    response = _refuse_for_now(seconds) if seconds else _answer(request)
    log_call(request, response.status_code)
    return response


def _refuse_for_now(seconds: int) -> HttpResponse:
    response = HttpResponse(str(TooManyRequests(seconds)), status=429, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(seconds)
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        from duban_site.api import mcp_server
    except ImportError:
        return HttpResponse("MCP：没有安装 duban[mcp]", status=501, content_type="text/plain")
    if request.content_type != "application/json":
        return HttpResponse("MCP：请发送 application/json", status=415, content_type="text/plain")
    person, scopes = _identify_caller(request)
    if scopes is None:
        response = HttpResponse("令牌无效。The token is not valid.", status=401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    root_reset, person_reset = (mcp_server.ROOT_URL.set(get_root_url(request)), mcp_server.CURRENT_PERSON.set(person))
    try:
        mcp_instance = mcp_server.build_service_server(mcp_server.list_office_tools(person, scopes))
        status, headers, content = async_to_sync(_answer_message)(mcp_instance, request)
    finally:
        mcp_server.ROOT_URL.reset(root_reset)
        mcp_server.CURRENT_PERSON.reset(person_reset)
    response = HttpResponse(content, status=status)
    for name, value in headers.items():
        if name not in HOP_BY_HOP_HEADERS:
            response.headers[name] = value
    return response


def _identify_caller(request: HttpRequest) -> tuple[Person | None, tuple[str, ...] | None]:
    """The token's person and scopes; (None, ()) without a token, (None, None) if it is invalid."""
    authorization = request.headers.get("Authorization", "")
    if not authorization:
        return None, ()
    token = (
        find_token(authorization.removeprefix(BEARER_PREFIX), today())
        if authorization.startswith(BEARER_PREFIX)
        else None
    )
    if token is None:
        return None, None
    request.duban_caller = token.holder  # type: ignore[attr-defined]
    return token.person, tuple(token.scopes_given)


async def _answer_message(mcp_instance: Any, request: HttpRequest) -> tuple[int, Mapping[str, str], bytes]:
    """The SDK's answer: status, headers, content."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    body, sent_events = request.body, []
    pending_events = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return pending_events.pop() if pending_events else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent_events.append(message)

    # Public as `MCPServer.session_manager`, but one manager runs only once.
    lowlevel_server = mcp_instance._lowlevel_server
    manager = StreamableHTTPSessionManager(lowlevel_server, json_response=True, stateless=True)
    async with manager.run():
        await manager.handle_request(_asgi_scope(request), receive, send)
    start_event = next(event for event in sent_events if event["type"] == "http.response.start")
    content = b"".join(event.get("body", b"") for event in sent_events if event["type"] == "http.response.body")
    headers = {name.decode().lower(): value.decode() for name, value in start_event["headers"]}
    return start_event["status"], headers, content


def _asgi_scope(request: HttpRequest) -> dict[str, Any]:
    headers = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
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
