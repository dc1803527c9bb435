"""From an empty machine to a published month, and again from its backup on another machine.

`make journey` builds the wheel and installs it outside of the repository. Then on SQLite and on a
real PostgreSQL: `duban setup`, nginx with the shipped configuration, `duban serve` in production
mode, people who click in Chromium, `duban backup`, `duban restore` elsewhere, the same pages again.
A failure leaves screenshots and logs in build/journey.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import a_chromium
from journey import steps
from journey.place import Journey
from journey.stage import ROOT, Proxy, installed_wheel, missing
from machine import HOST, Machine
from postgres_server import BINARIES, PostgresServer, why_not

YEAR = (
    steps.first_sign_in,
    steps.open_the_office,
    steps.open_a_body,
    steps.import_the_report,
    steps.review_every_part,
    steps.assign_by_a_sheet,
    steps.open_the_body,
    steps.schedule,
    steps.put_in_force,
    steps.ask_for_a_month,
    steps.report_a_month,
    steps.check_the_month,
    steps.close_the_month,
    steps.write_a_bulletin,
    steps.publish,
)


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
                    assert "没有发现问题" in machine.run("check")
                    machine.run("backup", str(archive))  # while it serves
            finally:
                place.stop()

    journey(first, YEAR)
    second = Machine(folder / name / "second", (str(program),))
    words = ["--settings-only", "--host", HOST, "--city", "昆明市"]
    second.run("setup", *words, *(["--database", addresses[1]] if addresses[1] else []))
    second.run("restore", str(archive))
    assert "没有发现问题" in second.run("check")
    journey(second, (steps.see_the_same_again,))
