"""`kill -9` at every moment at which a job or timer would make something lasting: nothing twice, nothing lost.

A forked worker does the job and is killed just before its first commit; the next one is killed
before its second, and so on, until one ends. What then stands in the database is what a run that
nobody disturbed writes.
"""

from __future__ import annotations

import os
import signal
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.apps import apps
from django.db import connection, connections, models, transaction
from work_of_people import WORK
from work_of_timers import TIMERS, timer_job

from duban_site.api import webhook_delivery
from duban_site.api.models import Webhook
from duban_site.backup import rotation
from duban_site.backup.archive import unpack
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.log import UNCOVERED_ROWS_ACTION
from duban_site.core.audit.models import Event
from duban_site.encryption.fields import ENCRYPTED_FIELDS
from duban_site.jobs import claiming
from duban_site.jobs.heartbeat import Beat
from duban_site.jobs.models import Job, JobFile, JobState
from duban_site.jobs.registry import KINDS
from duban_site.jobs.running import run_job
from duban_site.orders.actions import send_messages
from duban_site.orders.channels.message import Answer, Verdict
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
MOST_MOMENTS = 40
AT_MOST_ONCE = {"orders.send_messages": 1, "orders.remind": 1}
"""Kinds that claim what they send before they send it, and how much there is: never twice, whatever becomes of it."""
AT_LEAST_ONCE = {"audit.export_head"}
"""A head may go out once more; each going out is an event."""
WRITING = ("INSERT", "UPDATE", "DELETE")
BOOKKEEPING = ("audit_rowdigest", "audit_head", "audit_loggedcolumns", "jobs_jobfile", "jobs_timer", "jobs_worker")
CHANCE = {"object_id", "secret", "session_key", "password", "sha256", "digest", "hash", "previous", "rows"}
CHANCE |= {"text", "data", "body"}
"""Columns that hold what each run makes anew: keys, salts, moments, and digests over them."""


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file with a line for each message and webhook that went out, whichever process sent it."""
    path = tmp_path / "sent"
    path.touch()

    def note(what: str) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(what + "\n")

    def post_message(*_message: Any) -> Answer:
        note("message")
        return Answer(Verdict.ACCEPTED)

    def post(_url: str, _body: bytes, headers: dict[str, str]) -> str:
        note(headers["webhook-id"])
        return "204"

    monkeypatch.setattr(send_messages, "post_message", post_message)
    monkeypatch.setattr(webhook_delivery, "_post", post)
    return path


@pytest.fixture(autouse=True)
def _settings_as_before(settings: Any) -> None:
    """What the work sets is put back."""
    for name in ("STANDS_STILL", "EMAIL_HOST", "AUDIT_HEAD_PATH", "BACKUP_FOLDER", "EMAIL_BACKEND"):
        setattr(settings, name, getattr(settings, name))
    settings.EMAIL_FILE_PATH = ""


class KillBefore:
    """Kills this process just before the database would make its n-th change last."""

    def __init__(self, moment: int) -> None:
        self._left = moment
        commit: Callable[[], None] = connection._commit  # type: ignore[attr-defined]

        def commit_or_die() -> None:
            self._count()
            commit()

        connection._commit = commit_or_die  # type: ignore[attr-defined]

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Wraps a statement: outside of a transaction it lasts at once."""
        if not connection.in_atomic_block and sql.startswith(WRITING):
            self._count()
        return execute(sql, params, many, context)

    def _count(self) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def work_and_die(kind: str, moment: int) -> None:
    """What the forked worker does: claims the job and runs it."""
    status = 1
    try:
        job = claiming.claim_next(claiming.current_worker_name(), only=kind)
        if job is not None:
            with connection.execute_wrapper(KillBefore(moment)):
                run_job(job, Beat())
            status = 0
    finally:
        os._exit(status)


def was_killed(kind: str, moment: int) -> bool:
    """Fork a worker that is killed at the moment; False where it ended before."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads, none of which holds what the worker needs
        worker = os.fork()
    if not worker:
        work_and_die(kind, moment)
    status = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    assert status in (0, -signal.SIGKILL), "the worker found no job, or broke"
    return status != 0


def stored(kind: str) -> Counter[tuple[Any, ...]]:
    """Every row, without keys, moments, and what each run makes anew."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in BOOKKEEPING or model._meta.proxy or not model._meta.managed:
            continue
        names = [field.attname for field in model._meta.concrete_fields if compared(field)]
        rows: Any = model._base_manager
        if model is Job:
            rows = rows.exclude(kind=kind)
        if model is Event:
            rows = rows.exclude(action=UNCOVERED_ROWS_ACTION)  # each claim of the job
        counts.update((table, *map(str, row)) for row in rows.values_list(*names, "pk") for row in [row[:-1]])
    return counts


def compared(field: models.Field[Any, Any]) -> bool:
    if field.primary_key or field.is_relation or field.name in CHANCE or isinstance(field, ENCRYPTED_FIELDS):
        return False
    return not isinstance(field, models.DateTimeField | models.BinaryField | models.JSONField)


def written_undisturbed(kind: str) -> Counter[tuple[Any, ...]]:
    """The rows that a run adds and removes, which is then undone."""
    before = stored(kind)
    with transaction.atomic():
        job = claiming.claim_next("undisturbed:0", only=kind)
        assert job is not None
        run_job(job, Beat())
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.DONE, "")
        change = changed_since(before, kind)
        transaction.set_rollback(True)
    return change


def begun(kind: str, plan: Plan, cast: Cast, folder: Path) -> Job:
    if kind not in {"registers.import", "registers.import_readings", "roster.import", "plans.import"}:
        reported(cast, plan, 3, "3")
        assessed(cast, plan, 3)
    if kind in WORK:
        return WORK[kind](plan, cast)
    TIMERS[kind](plan, cast, folder)
    return timer_job(kind)


def test_every_kind_is_killed_here() -> None:
    assert {name for name in KINDS if not name.startswith("tests.")} == {*WORK, *TIMERS}


@pytest.mark.parametrize("kind", sorted({*WORK, *TIMERS} - {"backup.make"}))
def test_a_killed_job_is_done_whole_by_the_next_worker(
    plan: Plan, cast: Cast, tmp_path: Path, sent: Path, kind: str
) -> None:
    job = begun(kind, plan, cast, tmp_path)
    expected, before = written_undisturbed(kind), stored(kind)
    sent_once = went_out(sent)
    for path in (sent, *tmp_path.glob("mail/*")):
        path.unlink()
    run_until_it_ends(job, before)
    change = changed_since(before, kind)
    if kind in AT_MOST_ONCE:
        assert len(went_out(sent)) == len(sent_once) == AT_MOST_ONCE[kind]
    elif kind in AT_LEAST_ONCE:
        assert set(change) == set(expected)
    else:
        assert change == expected
        assert set(went_out(sent)) == set(sent_once)
    assert not JobFile.objects.filter(job=job).exists()


def test_a_killed_backup_leaves_no_half_file(
    plan: Plan, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its database is copied beside the transaction that an undisturbed run would be undone with."""
    # Two of one second have one name, and the second waits for its next attempt.
    monkeypatch.setattr(rotation, "new_backup_path", lambda folder, _now: folder / f"duban-{os.getpid()}.tar")
    job = begun("backup.make", plan, cast, tmp_path)
    run_until_it_ends(job, stored("backup.make"))
    backups = list((tmp_path / "backups").glob("*.tar"))
    assert backups
    for number, path in enumerate(backups):
        unpack(path, tmp_path / f"unpacked{number}")  # compares every member with the manifest


def went_out(sent: Path) -> list[str]:
    """Messages and webhooks, and the mails beside them."""
    lines = sent.read_text("utf-8").split() if sent.exists() else []
    return lines + ["mail" for path in (sent.parent / "mail").glob("*") if path.stat().st_size]


def changed_since(before: Counter[tuple[Any, ...]], kind: str) -> Counter[tuple[Any, ...]]:
    after = stored(kind)
    after.subtract(before)
    return Counter({row: count for row, count in after.items() if count})


def run_until_it_ends(job: Job, before: Counter[tuple[Any, ...]]) -> None:
    """Worker after worker, each killed a change later than the one before."""
    for moment in range(1, MOST_MOMENTS):
        if not was_killed(job.kind, moment):
            break
        job.refresh_from_db()
        assert job.state == JobState.RUNNING, "a job that is done was killed too late"
        assert moment > 1 or stored(job.kind) == before, "something is half done"
        assert claiming.reclaim_lost_jobs() == 1
        Job.objects.filter(pk=job.pk).update(attempts=0)
        Webhook.objects.update(claimed_until=None)  # as after five minutes
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert moment > 1, "it was never killed"
    assert verify_chain().is_intact
