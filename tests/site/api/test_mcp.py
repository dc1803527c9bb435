"""The MCP server, asked by the official client: in this process, and as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from duban_site.snapshots.models import Snapshot

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")


def ask(server: Any, tool: str, **arguments: Any) -> Any:
    """One call of one tool; what it answers."""

    async def asked() -> Any:
        async with mcp.Client(server) as client:
            return await client.call_tool(tool, arguments)

    return async_to_sync(asked)()


@pytest.fixture
def server() -> Any:
    from duban_site.api.mcp_server import server

    return server()


def told(answer: Any) -> Any:
    assert not answer.is_error, answer
    return answer.structured_content


def test_an_assistant_finds_a_promise_and_checks_its_words(public: Snapshot, server: Any) -> None:
    (plan,) = told(ask(server, "list_plans"))["plans"]
    found = told(ask(server, "search_commitments", plan=plan["id"], words="泵站"))
    assert "1.1.2" in [one["number"] for one in found["commitments"]]
    one = told(ask(server, "commitment", plan=plan["id"], number="1.1.2"))
    words = told(ask(server, "report_text", plan=plan["id"], start=one["start"], end=one["end"]))
    assert words["text"] == one["text"]
    assert one["source"]["snapshot_sha256"] == public.sha256
    assert [figure["value"] for figure in one["claims"][0]["figures"]] == ["3"]


def test_the_overview_gives_the_counts_of_the_snapshot(public: Snapshot, server: Any) -> None:
    overview = told(ask(server, "plan_overview", plan=public.plan_id))
    assert overview["counts"] == public.data["counts"]


def test_an_assistant_never_sees_what_is_inside(public: Snapshot, server: Any) -> None:
    answer = ask(server, "commitment", plan=public.plan_id, number="1.1.2")
    for secret in ("内情", "陆川", "高远", '"was"'):
        assert secret not in str(answer)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("commitment", {"number": "9.9.9"}, "has no commitment 9.9.9: ask search_commitments"),
        ("plan_overview", {"plan": 999}, "ask list_plans"),
        ("search_commitments", {"status": "great"}, "status: Input should be"),
    ],
)
def test_what_cannot_be_answered_is_an_error_in_words(
    public: Snapshot, server: Any, tool: str, arguments: dict[str, Any], words: str
) -> None:
    answer = ask(server, tool, **({"plan": public.plan_id} | arguments))
    assert answer.is_error
    assert words in answer.content[0].text


def test_the_program_speaks_mcp_on_its_standard_streams(tmp_path: Path, db: None) -> None:
    """`db` is not used: it puts the test before those that leave a browser's loop running."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {"DUBAN_DATA": str(tmp_path), "DUBAN_MODE": "demo"}
    migrate = [sys.executable, "-m", "duban_site", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=env, check=True)
    command = str(Path(sys.executable).with_name("duban"))
    program = mcp.StdioServerParameters(command=command, args=["mcp"], env=env)
    assert told(ask(program, "list_plans")) == {"plans": []}
