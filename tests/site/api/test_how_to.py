"""docs/how-to says what works: its commands are run as they stand, its receiver is fed for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks
from a_program import token_of
from cast_of_people import Cast
from django.conf import settings as django_settings
from django.urls import reverse
from old_trees import OLD, TREES

from duban_site.api.actions.webhooks import add_webhook
from duban_site.api.webhook_delivery import _build_message, build_signed_headers
from duban_site.core.audit.models import Event
from duban_site.core.clock import utc_now
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import Entry
from duban_site.snapshots.models import Snapshot

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to"
API = (HOW_TO / "api.md").read_text("utf-8")
PUBLIC = (HOW_TO / "public-site.md").read_text("utf-8")
CODE = re.compile(r"^    (.*)$", re.MULTILINE)


def commands(head: str, last: str) -> list[str]:
    """The curl commands between two lines of the page, each as one line."""
    part = API[API.index(head) : API.index(last)]
    told = "\n".join(CODE.findall(part)).replace("\\\n", " ")
    return [line for line in told.splitlines() if line.startswith("curl ")]


def run(command: str, names: dict[str, str], header: str = "") -> Any:
    """The command with real ids for the page's; its answer. Fails unless it is 200 or 201."""
    curl = shutil.which("curl")
    if curl is None:
        reason = "no curl"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    for told, real in names.items():
        command = command.replace(told, real)
    script = f"A={header!r}; {command} -sS -w '\\n%{{http_code}}'"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    answer, _line, status = ran.stdout.rpartition("\n")
    assert status in ("200", "201"), (command, answer)
    return json.loads(answer)


@pytest.mark.django_db(transaction=True)
def test_what_is_public_is_read_as_the_page_says(public: Snapshot, live_server: Any) -> None:
    names = {"https://duban.example": live_server.url, "/plans/1": f"/plans/{public.plan_id}", "3.4.2": "1.1.2"}
    lines = commands("## Read what is published", "## Write with a token")
    answers = [run(line, names) for line in lines]
    assert [set(answer) & {"plans", "parts", "commitments", "claims", "text"} for answer in answers]
    assert len(lines) == 5
    assert all(one["status"] == "behind" for one in answers[2]["commitments"])
    assert answers[2]["total"] == public.rows.filter(status="behind").count()
    assert answers[3]["number"] == "1.1.2"


@pytest.mark.django_db(transaction=True)
def test_a_unit_writes_as_the_page_says(public: Snapshot, cast: Cast, live_server: Any) -> None:
    report = open_round(cast.shen, public.plan, 4).reports.get(body=cast.water)
    pumps = public.plan.commitments.get(number="1.1.2")
    names = {
        "https://duban.example": live_server.url,
        "/reports/7": f"/reports/{report.pk}",
        "/entries/9": f"/entries/{pumps.pk}",
        '"claim": 31': f'"claim": {pumps.claims.get().pk}',
        "2026-01..05": "2031-01..04",
    }
    lines = commands("## Write with a token", "`version` is the one")
    assert len(lines) == 3
    header = f"Authorization: Bearer {token_of(cast.lu)}"
    listed, told, written = [run(line, names, header) for line in lines]
    assert report.pk in [one["id"] for one in listed["reports"]]
    assert pumps.pk in [one["id"] for one in told["asked"]]
    assert written["version"] == Entry.objects.get(report=report, commitment=pumps).version == 1
    assert written["figures"][0]["value"] == "12.5"


@pytest.mark.django_db(transaction=True)
def test_records_are_kept_as_the_page_says(cast: Cast, live_server: Any) -> None:
    trees = declare_register(cast.shen, TREES)
    tree = create_record(cast.shen, trees, OLD)
    names = {
        "https://duban.example": live_server.url,
        "/registers/2": f"/registers/{trees.pk}",
        "/records/15": f"/records/{tree.pk}",
        '{"FIELD": "…"}': json.dumps(OLD),
        '"serial": 3': f'"serial": {tree.serial}',
    }
    lines = commands("Registers, with a record's", "`/registers/2` gives")
    assert len(lines) == 4
    header = f"Authorization: Bearer {token_of(cast.shen)}"
    listed, late, made = [run(line, names, header) for line in lines[:3]]
    assert [one["id"] for one in listed["registers"]] == [trees.pk]
    assert late["total"] == 0
    free = [m for m in made["moves"] if not (m["requires"] or m["documents"] or m["reason"])]
    moved = run(lines[3], names | {"STAGE": free[0]["to"]}, header)
    assert moved["stage"] == free[0]["to"]


def test_the_receiver_of_the_page_knows_a_genuine_message(public: Snapshot, cast: Cast, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["hook.example"]
    hook = add_webhook(cast.shen, "市报", "https://hook.example/")
    (code,) = re.findall(r"```python\n(.*?)```", API, re.DOTALL)
    given: dict[str, Callable[..., Any]] = {}
    exec(code, given)  # noqa: S102 (our own page)
    event = Event.objects.filter(action="snapshots.publish").latest("seq")
    body = json.dumps(_build_message(event), ensure_ascii=False).encode()
    headers = build_signed_headers([hook.secret], "msg_1", utc_now(), body)
    assert given["read"](hook.secret, body, headers) == json.loads(body)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        given["read"](hook.secret, body + b" ", headers)
    assert set(re.findall(r"`(snapshots\.\w+)`", API)) == {"snapshots.publish", "snapshots.withdraw"}


def test_the_assistants_configuration_is_of_this_service_and_program() -> None:
    from duban.mcp.tools import TOOLS
    from duban_site.api.mcp_server import OFFICE_TOOLS

    told = re.findall(r"```json\n(.*?)```", API, re.DOTALL)
    over_http, program = (json.loads(one)["mcpServers"]["duban"] for one in told)
    assert over_http["url"].removeprefix("https://duban.example") == reverse("mcp")
    assert [program["command"], *program["args"]][:2] == ["duban", "mcp"]
    named = set(re.findall(r"`(\w+)`", API[API.index("Its tools only read") :]))
    assert named - {"next", "missing", "note"} == {*TOOLS, *(tool.__name__ for *_, tool in OFFICE_TOOLS)}


@pytest.mark.parametrize("page", ["public-site.md", "api.md"])
def test_every_button_that_a_page_names_is_there(page: str) -> None:
    text = (HOW_TO / page).read_text("utf-8")
    named = set(re.findall(r"\*\*([^*a-zA-Z]*[一-鿿][^*a-zA-Z]*)\*\*", text))
    folder = Path(django_settings.PACKAGE_FOLDER) / "templates"
    written = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.html"))
    shown = set(re.findall(r"translate [\"']([^\"']+)[\"']", written))
    assert named
    assert named - shown == set()
