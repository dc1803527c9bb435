"""The MCP server, asked by the official client: over HTTP, and as a program of its own."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import requests
from a_program import token_of
from an_order import at
from cast_of_people import Cast
from click.testing import CliRunner
from django.test import Client
from old_trees import TREES

from duban_site.api.actions.service_accounts import issue_key, open_account
from duban_site.core.audit.models import Event
from duban_site.core.clock import today
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions
from duban_site.registers.actions.declare_register import declare_register
from duban_site.snapshots.models import Snapshot

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp_questions import ask, ask_all, told, tools_of  # noqa: E402

from duban.cli import main  # noqa: E402
from duban.mcp.tools import TOOLS  # noqa: E402

PLAN = "青澜市2031"
OTHERS = ("figures", "standings", "changes", "milestones")
DUBAN = str(Path(sys.executable).with_name("duban"))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url(public: Snapshot, live_server: Any) -> str:
    return f"{live_server.url}/mcp"


def test_a_citizen_finds_a_promise_checks_its_words_and_cites_its_page(url: str) -> None:
    assert [one["plan"] for one in told(ask(url, "list_plans"))["plans"]] == [PLAN]
    found = told(ask(url, "search_commitments", words="泵站改造了几座？"))["commitments"]
    assert [one["commitment"] for one in found] == ["1.1.2"]
    one = told(ask(url, "commitment", plan=PLAN, number="1.1.2"))
    stretch = {"plan": PLAN, "start": one["start"], "end": one["end"]}
    assert told(ask(url, "report_text", **stretch))["text"] == one["text"]
    assert [claim["observed"] for claim in one["claims"]] == ["3"]
    assert one["text"] in requests.get(one["url"], timeout=60).content.decode()


def test_limits_and_the_log_of_calls_are_those_of_the_api(public: Snapshot, cast: Cast, settings: Any) -> None:
    settings.REQUESTS_ADDRESS = 3
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    headers = {"Accept": "application/json, text/event-stream"}

    def call(address: str, **more: str) -> Any:
        client = Client(REMOTE_ADDR=address, headers={**headers, **more})
        return client.post("/mcp", message, content_type="application/json")

    answers = [call("203.0.113.19") for _n in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    declare_register(cast.shen, TREES)
    rights = {"scopes": ["records.read"], "bodies": [cast.water.pk], "registers": ["trees"]}
    account = open_account(cast.ning, name="市12345平台", contact="钱某", **rights)
    _token, secret = issue_key(cast.ning, account, today() + dt.timedelta(days=90))
    assert call("203.0.113.20", Authorization=f"Bearer {secret}").status_code == 200
    logged = Event.objects.get(action="api.call")
    assert (logged.object_id, logged.data["path"], logged.data["status"]) == (account.pk, "/mcp", 200)


def test_every_tool_only_reads_and_says_so(url: str, cast: Cast) -> None:
    offered = tools_of(url)
    assert {tool.name for tool in offered} == set(TOOLS)
    assert all(tool.annotations.read_only_hint and tool.description for tool in offered)


def test_with_a_token_come_the_orders_and_registers_of_its_person(url: str, public: Snapshot, cast: Cast) -> None:
    order = at("assigned", public.plan, cast)
    token = token_of(cast.shen, "orders.read", "records.read")
    more = {tool.name for tool in tools_of(url, token)} - set(TOOLS)
    assert more == {"orders_by_status", "registers"}
    counts, none, registers = map(
        told,
        ask_all(url, [("orders_by_status", {}), ("orders_by_status", {"stage": "closed"}), ("registers", {})], token),
    )
    assert [one["number"] for one in counts["orders"]] == [order.label]
    assert counts["stages"][order.stage]["count"] == counts["open"] == 1
    assert none["missing"]
    assert registers["missing"]
    assert {tool.name for tool in tools_of(url, token_of(cast.shen, "reports.read"))} == set(TOOLS)
    # Nor does the next caller get anything of the one before.
    assert ask(url, "orders_by_status").is_error


def test_a_token_that_does_not_hold_is_refused(url: str) -> None:
    answer = requests.post(url, json={}, headers={"Authorization": "Bearer duban_no"}, timeout=60)
    assert answer.status_code == 401
    assert requests.post(url, {"a": "form"}, timeout=60).status_code == 415
    assert requests.post(url, json={}, timeout=60).status_code in (400, 406)
    assert requests.get(url, timeout=60).status_code == 405


def test_an_assistant_never_sees_what_is_inside(url: str) -> None:
    answer = ask(url, "commitment", plan=PLAN, number="1.1.2")
    for secret in ("内情", "陆川", "高远", '"was"'):
        assert secret not in str(answer)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("commitment", {"plan": PLAN, "number": "9.9.9"}, "没有编号为 9.9.9 的任务"),
        ("plan_overview", {"plan": "别处2031"}, f"已公布的：{PLAN}"),
        ("search_commitments", {"status": "great"}, "status"),
        ("search_commitments", {"words": "泵" * 201}, "words"),
    ],
)
def test_what_cannot_be_asked_is_an_error_in_words(url: str, tool: str, arguments: dict[str, Any], words: str) -> None:
    answer = ask(url, tool, **arguments)
    assert answer.is_error
    assert words in answer.content[0].text


def test_other_words_of_the_same_meaning_find_it(tmp_path: Path) -> None:
    """Of the list, of the known indicators, and of last year's report of the same city."""
    from duban.mcp import Publication, PublishedPlan, Tools

    texts = {"1.1": "加快轨道交通2号线建设", "1.2": "清河工程治理河道30公里"}
    rows = [
        {"commitment": number, "text": text, "topic": "", "lead": "", "status": "", "light": ""}
        for number, text in texts.items()
    ]
    empty: dict[str, Any] = {name: [] for name in OTHERS}
    claim = {"commitment": "1.2", "indicator": "河道", "observed": None, "period": ""}
    names = ("comparator", "value", "value_high", "unit", "number", "observed_period")
    claim |= dict.fromkeys((*names, "expected", "gap", "status", "light"), "")
    facts = {"city": "青澜市", "year": 2031, "title": "", "as_of": "", "month": 3}
    tables = {"commitments": rows, "claims": [claim], **empty}
    plan = PublishedPlan({**facts, "simulated": False}, tables)
    last = [
        {"indicator": "rivers", "name": name, "source": source}
        for name, source in (("水环境整治里程", "青澜市2030"), ("清河工程", PLAN))
    ]
    tools = Tools(lambda: Publication((plan,), tuple(last)))
    for words, number in (("地铁", "1.1"), ("轻轨", "1.1"), ("水环境整治里程", "1.2")):
        found = tools.search_commitments(words)
        assert [one["commitment"] for one in found["commitments"]] == [number], words
        assert not found["missing"]


@pytest.fixture
def folder(public: Snapshot, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """What is published as files, and the address at which a plain web server has it."""
    site = tmp_path / "site"
    handler = partial(_Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    address = f"http://127.0.0.1:{server.server_port}/"
    publish_site(site, select_editions(()), address)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site, address
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


def test_it_answers_from_published_files_without_the_service(folder: tuple[Path, str]) -> None:
    """On standard streams from the folder, over HTTP from the address: no database and no key."""
    site, address = folder
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    program = mcp.StdioServerParameters(command=DUBAN, args=["mcp", str(site)], env=env)
    near = f"127.0.0.1:{port}"
    serving = subprocess.Popen([DUBAN, "mcp", address, "--http", near], env=env)
    try:
        _wait(port)
        for server, scheme in ((program, "file:///"), (f"http://{near}/mcp", address)):
            found = told(ask(server, "search_commitments", words="泵站"))["commitments"]
            assert [one["commitment"] for one in found] == ["1.1.2"]
            assert found[0]["url"].startswith(scheme)
            assert found[0]["text"] in page_at(found[0]["url"])
    finally:
        serving.terminate()
        serving.wait(30)


def page_at(url: str) -> str:
    """What a browser gets at an address of the web or of the disk."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).read_text("utf-8")
    return requests.get(url, timeout=60).content.decode()


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("place", "words"), [("/nowhere", "没有已公布的数据"), ("http://127.0.0.1:9/", "读不到"), ("ftp://a/", "http")]
)
def test_a_place_without_open_data_is_told(place: str, words: str, db: None) -> None:
    ran = CliRunner().invoke(main, ["mcp", place])
    assert ran.exit_code == 2
    assert words in ran.stderr
    assert place in ran.stderr
