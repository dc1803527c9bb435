"""Asking an MCP server with the official client, and reading what it answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import yaml

QUESTIONS = Path(__file__).parent / "api" / "questions.yaml"
Call = tuple[str, dict[str, Any]]


def ask_all(server: Any, calls: Sequence[Call], token: str = "") -> list[Any]:
    """The answers to the calls, in one session; `server` is an address or a program."""
    return _run(_asked(server, calls, token))


def ask(server: Any, tool: str, token: str = "", **arguments: Any) -> Any:
    """One call of one tool; what it answers."""
    return ask_all(server, [(tool, arguments)], token)[0]


def tools_of(server: Any, token: str = "") -> list[Any]:
    """The tools that the server offers."""
    return list(_run(_asked(server, None, token)))


def _run(coroutine: Any) -> Any:
    """In a thread of its own: a test may stand inside another loop."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(coroutine)))
    thread.start()
    thread.join()
    return found[0]


async def _asked(server: Any, calls: Sequence[Call] | None, token: str) -> Any:
    import httpx2
    import mcp
    from mcp.client.streamable_http import streamable_http_client

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with AsyncExitStack() as stack:
        if token:
            web = await stack.enter_async_context(httpx2.AsyncClient(headers=headers))
            server = streamable_http_client(server, http_client=web)
        client = await stack.enter_async_context(mcp.Client(server))
        if calls is None:
            return (await client.list_tools()).tools
        return [await client.call_tool(*call) for call in calls]


def told(answer: Any) -> Any:
    """What a tool answered; it was no error."""
    assert not answer.is_error, answer
    return answer.structured_content


def questions() -> list[dict[str, Any]]:
    """The forty questions."""
    found: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    return found


def call_of(question: dict[str, Any]) -> Call:
    """The tool and its arguments; `$question` is the question in its own words."""
    ((tool, given),) = question["ask"].items()
    words = {"$question": question["question"]}
    return tool, {name: words.get(str(value), value) for name, value in given.items()}


def faults(question: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What is wrong with an answer; none where it is right."""
    listed = answer.get("commitments") or answer.get("measures") or []
    if "says" in question:
        notes = [row.get("note", "") for row in listed[:1]]
        said = "；".join([*answer["missing"], *notes])
        return [f"does not say {word}: {said}" for word in question["says"] if word not in said]
    wrong = [f"says that it is missing: {one}" for one in answer.get("missing", [])]
    for fact in question.get("facts", []):
        if not any(fact.items() <= one.items() for one in objects(answer)):
            wrong.append(f"has no {fact}")
    if "numbers" in question and {row["commitment"] for row in listed} != {*question["numbers"]}:
        wrong.append(f"lists {[row['commitment'] for row in listed]}")
    return wrong


def objects(answer: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer whose values are plain."""
    if isinstance(answer, dict):
        yield {name: value for name, value in answer.items() if not isinstance(value, dict | list)}
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from objects(one)
