"""From an empty machine to a published month, and again from its backup on another machine.

`make journey` builds the wheel and installs it outside of the repository. Then on SQLite and on a
real PostgreSQL: `duban setup`, nginx with the shipped configuration, `duban serve` in production
mode, people who click in Chromium, `duban backup`, `duban restore` elsewhere, the same pages again.
A failure leaves screenshots and logs in build/journey; what it took of each person stands there in effort.md.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import a_chromium
from journey import month_steps, people_steps, plan_steps, publication_steps
from journey.place import Journey
from journey.stage import ROOT, Proxy, installed_wheel, missing
from machine import HOST, Machine
from postgres_server import BINARIES, PostgresServer, why_not

YEAR = (
    people_steps.first_sign_in,
    people_steps.open_people_from_one_sheet,
    plan_steps.import_the_report,
    plan_steps.prepare_every_task,
    plan_steps.change_by_a_sheet,
    plan_steps.put_in_force,
    month_steps.ask_for_a_month,
    month_steps.report_by_a_sheet,
    month_steps.report_by_the_form,
    month_steps.send_back_by_item,
    month_steps.urge_the_silent,
    month_steps.check_the_month,
    publication_steps.close_the_month,
    publication_steps.read_as_leader,
    publication_steps.write_a_bulletin,
    publication_steps.publish,
)
KEYS = Path("duban-data") / "keys.json"
EFFORT = "| 谁、哪一段 | 点击 | 填写 | 页面 |\n|---|---|---|---|\n"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Outside of the repository, and open to the account that PostgreSQL runs under."""
    with tempfile.TemporaryDirectory(prefix="duban-journey-") as found:
        Path(found).chmod(0o755)
        yield Path(found)


@pytest.fixture(scope="module")
def program(folder: Path) -> Path:
    """The installed `duban`."""
    return installed_wheel(folder)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def addresses(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, str]]:
    """The addresses of the database, and of the one that is restored into."""
    if request.param == "sqlite":
        yield "", ""
        return
    if reason := why_not():
        missing(reason)
    server = PostgresServer(folder / "postgres")
    address = server.start().rpartition("/")[0]
    for name in ("first", "second"):
        created = [str(BINARIES[-1] / "createdb"), "--maintenance-db", f"{address}/postgres", name]
        subprocess.run(created, check=True)
    yield f"{address}/first", f"{address}/second"
    server.stop()


def write_effort(place: Journey, folder: Path) -> None:
    """What it took of each person, to read and to copy into docs/explanation/first-month.md."""
    table = EFFORT + place.efforts.table(people_steps.ROLES) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "effort.md").write_text(table, encoding="utf-8")
    sys.stdout.write(f"\n{table}")


def test_an_empty_machine_becomes_a_service_and_its_backup_another(
    addresses: tuple[str, str], folder: Path, program: Path, reports_dir: Path
) -> None:
    name = "postgres" if addresses[0] else "sqlite"
    kept = ROOT / "build" / "journey" / name
    shutil.rmtree(kept, ignore_errors=True)
    first = Machine(folder / name / "first", (str(program),))
    words = ["--city", "昆明市", "--host", HOST, "--admin", "gong", "--admin-name", "龚工"]
    words += ["--database", addresses[0]] if addresses[0] else []
    said = first.run("setup", *words)
    passwords = {"gong": re.findall(r"初始密码 (\S+)", said)[0]}
    archive = folder / name / "duban.tar"

    def journey(machine: Machine, todo: tuple[Any, ...]) -> None:
        proxy = Proxy(machine.folder / "nginx", machine.port)
        proxy.choose_port()
        rules = f"MAP {HOST}:443 127.0.0.1:{proxy.port}"
        with a_chromium.chromium(f"--host-resolver-rules={rules}") as browser:
            place = Journey(machine, browser, machine.folder, reports_dir, kept, passwords)
            place.start(proxy)
            try:
                for step in todo:
                    place.take(step)
                if todo is YEAR:
                    write_effort(place, kept)
                    assert "没有发现问题" in machine.run("check")
                    machine.run("backup", str(archive))  # while it serves
            finally:
                place.stop()

    journey(first, YEAR)
    second = Machine(folder / name / "second", (str(program),))
    words = ["--settings-only", "--host", HOST, "--city", "昆明市"]
    second.run("setup", *words, *(["--database", addresses[1]] if addresses[1] else []))
    assert "密钥" in second.run("restore", str(archive), code=2), "keys are no part of a backup"
    shutil.copy(first.folder / KEYS, second.folder / KEYS)
    second.run("restore", str(archive))
    assert "没有发现问题" in second.run("check")
    journey(second, (publication_steps.see_the_same_again,))
