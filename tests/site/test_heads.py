"""The head of the log goes out to a file, a log server and by mail, by command and by timer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from postbox import Postbox, Server

from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Event, Head
from duban_site.jobs.models import Job, JobState, Timer
from duban_site.jobs.running import run_next
from duban_site.jobs.timers import enqueue_due_timers


@contextlib.contextmanager
def log_server(kind: str, folder: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A real socket that keeps what it is sent, and its address as the setting names it."""
    got: list[bytes] = []
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    way = socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM
    with socket.socket(family, way) as server:
        server.settimeout(20)
        place: Any = str(folder / "log") if kind == "unix" else ("127.0.0.1", 0)
        server.bind(place)
        if kind == "tcp":
            server.listen()

        def take() -> None:
            if kind != "tcp":
                got.append(server.recv(4096))
                return
            with server.accept()[0] as line:
                got.append(line.recv(4096))

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        port = "" if kind == "unix" else server.getsockname()[1]
        yield (f"unix://{place}" if kind == "unix" else f"{kind}://127.0.0.1:{port}"), got
        thread.join(20)


@pytest.fixture
def logged(cast: Cast) -> str:
    """The head after something was logged."""
    with transaction.atomic():
        log_event(cast.shen, "test.write")
    return str(Head.objects.get())


@pytest.mark.parametrize("kind", ["udp", "tcp", "unix"])
def test_to_a_log_server(kind: str, logged: str, settings: Any, tmp_path: Path) -> None:
    with log_server(kind, tmp_path) as (address, got):
        settings.AUDIT_HEAD_SYSLOG = address
        call_command("audit", "export-head")
    assert got[0].startswith(b"<86>"), "authpriv.info"
    assert got[0].decode().split()[-1] == logged


def test_to_a_file_and_held_against_it_later(
    logged: str, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "heads"
    settings.AUDIT_HEAD_PATH = str(path)
    call_command("audit", "export-head")
    call_command("audit", "export-head")
    lines = path.read_text().splitlines()
    assert lines[0].endswith(logged)
    assert path.stat().st_mode & 0o777 == 0o600
    call_command("audit", "verify", kept=str(path))
    call_command("audit", "verify", kept=lines[0])
    seq = int(logged.partition(":")[0])
    with connection.cursor() as cursor:  # the newest events cut off, together with the stored head
        cursor.execute("DELETE FROM audit_event WHERE seq > %s", [seq - 1])
        cursor.execute("DELETE FROM audit_rowdigest WHERE seq > %s", [seq - 1])
        before = Event.objects.filter(seq=seq - 1).first()
        head = [seq - 1, before.hash if before else "0" * 64]
        cursor.execute("UPDATE audit_head SET seq = %s, hash = %s", head)
    with pytest.raises(SystemExit):
        call_command("audit", "verify", kept=str(path))
    assert "of the kept head are missing" in capsys.readouterr().err


def test_the_timer_sends_it_everywhere_once_an_hour_where_something_was_logged(
    logged: str, settings: Any, tmp_path: Path
) -> None:
    settings.STANDS_STILL = None
    settings.AUDIT_HEAD_PATH = str(tmp_path / "heads")
    box = Postbox()
    server = Server(box)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.AUDIT_HEAD_MAIL = ["audit@city.invalid"]
        with log_server("udp", tmp_path) as (settings.AUDIT_HEAD_SYSLOG, syslog):
            due_twice()
    finally:
        server.stop()
    heads = [box.mails[0].get_payload(), syslog[0].decode(), (tmp_path / "heads").read_text("utf-8")]
    assert [head.split()[-1] for head in heads] == [logged] * 3
    assert [mail["To"] for mail in box.mails] == ["audit@city.invalid"]
    assert len(heads[2].splitlines()) == 1
    ended = set(Job.objects.filter(kind="audit.export_head").values_list("state", flat=True))
    assert ended == {JobState.DONE}


def due_twice() -> None:
    for _hour in range(2):
        Timer.objects.update_or_create(name="audit.export_head", defaults={"next_at": timezone.now()})
        enqueue_due_timers()
        while run_next("here:0", only="audit.export_head") is not None:
            pass


def test_a_place_that_is_away_is_told_and_the_others_have_it(logged: str, settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HEAD_PATH = str(tmp_path / "heads")
    settings.AUDIT_HEAD_SYSLOG = f"unix://{tmp_path}/nobody"
    with pytest.raises(CommandError, match="nobody"):
        call_command("audit", "export-head")
    assert logged in (tmp_path / "heads").read_text()
    assert Event.objects.get(action="audit.export_head").data["failed"]


def test_without_a_place_the_command_says_which_settings_there_are(db: None) -> None:
    with pytest.raises(CommandError, match="DUBAN_AUDIT_HEAD_SYSLOG"):
        call_command("audit", "export-head")


@pytest.mark.django_db(transaction=True)
def test_the_backup_by_the_clock_keeps_the_newest(cast: Cast, settings: Any, tmp_path: Path) -> None:
    from duban_site.backup.tasks import make_scheduled_backup
    from duban_site.jobs.registry import KINDS

    settings.DATA, settings.EVIDENCE = tmp_path / "data", tmp_path / "data" / "evidence"
    settings.DATA.mkdir()
    folder = tmp_path / "backups"
    folder.mkdir()
    settings.BACKUP_FOLDER, settings.BACKUP_COUNT = str(folder), 2
    for day in (1, 2, 3):
        (folder / f"duban-2020010{day}T000000Z.tar").touch()
    assert KINDS["backup.make"].prepare is make_scheduled_backup
    assert "删除旧备份 2 份" in make_scheduled_backup(None).message  # type: ignore[arg-type, union-attr]
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "duban-20200103T000000Z.tar"
    assert len(names) == 2
    assert (folder / names[1]).stat().st_size > 100_000
