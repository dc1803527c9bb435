"""Jobs: done once and whole, tried again, taken back, cancelled; what people see of them."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from old_trees import TREES
from steps import environment, one_run

import hostile_files
from duban_site.core.actor import SystemActor
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Event
from duban_site.core.clock import utc_now
from duban_site.jobs import claiming, queries
from duban_site.jobs.actions.cancel_and_confirm import cancel, confirm
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.heartbeat import Beat, Heartbeat
from duban_site.jobs.models import Job, JobFile, JobState, Worker
from duban_site.jobs.running import run_job
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.registers.actions.declare_register import declare_register

FOLDER = Path(__file__).parent
LONGEST = 60


def asked(cast: Cast, name: str = "市林业局", **arguments: object) -> Job:
    return enqueue(cast.shen, "tests.body", {"name": name, **arguments})


@pytest.mark.django_db
def test_a_job_writes_and_is_done_in_one(cast: Cast) -> None:
    asked(cast)
    job = one_run()
    assert (job.state, job.message, job.address) == (JobState.DONE, "已新增市林业局。", "/bodies/")
    assert Body.objects.filter(name="市林业局").count() == 1
    assert claiming.claim_next("here:0") is None


@pytest.mark.django_db
def test_what_is_refused_late_leaves_nothing_and_is_not_tried_again(cast: Cast) -> None:
    asked(cast, refused_late=True)
    job = one_run()
    assert (job.state, job.message) == (JobState.FAILED, "写到一半不行了。")
    assert not Body.objects.filter(name="市林业局").exists()


@pytest.mark.django_db
def test_faults_of_a_file_are_shown_by_row(cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    job = asked(cast, refused=True)
    one_run()
    page = signed_in(cast.shen).get(reverse("job", args=[job.pk])).content.decode()
    assert "表中有 1 处错误。" in page
    assert "名称" in page
    assert "空着" in page


@pytest.mark.django_db
def test_a_fault_of_the_moment_is_tried_again_later_and_then_given_up(cast: Cast) -> None:
    asked(cast, fails=9)
    for attempt in (1, 2):
        job = one_run()
        assert (job.state, job.attempts) == (JobState.WAITING, attempt)
        assert job.due_at > timezone.now()
        assert "the disk is away" in job.error
        Job.objects.update(due_at=timezone.now())
    job = one_run()
    assert job.state == JobState.FAILED
    assert str(job.pk) in job.message
    assert "Traceback" not in job.message


@pytest.mark.django_db
def test_of_one_key_one_waits_and_of_one_lane_one_runs(cast: Cast) -> None:
    first = enqueue(SystemActor(), "tests.body", {"name": "甲局"}, key="k", lane="l")
    assert enqueue(SystemActor(), "tests.body", {"name": "甲局"}, key="k", lane="l") == first
    assert claiming.claim_next("one:1") == first
    second = enqueue(SystemActor(), "tests.body", {"name": "乙局"}, key="k", lane="l")
    assert second != first, "the first has begun and may not see what was done since"
    assert claiming.claim_next("two:2") is None
    run_job(Job.objects.get(pk=first.pk), Beat())
    assert claiming.claim_next("two:2") == second


@pytest.mark.django_db
def test_a_job_is_enqueued_with_the_action_or_not_at_all(cast: Cast) -> None:
    with transaction.atomic():
        enqueue(cast.shen, "tests.body", {"name": "甲局"}, file=("a.txt", b"a"))
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not JobFile.objects.exists()


@pytest.mark.django_db
def test_a_worker_whose_job_was_taken_back_writes_nothing(cast: Cast) -> None:
    asked(cast)
    slow = claiming.claim_next("elsewhere:1")
    assert slow is not None
    Job.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert claiming.reclaim_lost_jobs() == 1
    quick = claiming.claim_next("elsewhere:2")
    run_job(slow, Beat())
    assert not Body.objects.filter(name="市林业局").exists()
    assert quick is not None
    run_job(quick, Beat())
    assert Body.objects.filter(name="市林业局").count() == 1


@pytest.mark.django_db
def test_a_job_whose_person_left_is_not_run(cast: Cast) -> None:
    asked(cast)
    cast.shen.is_active = False
    cast.shen.save()
    assert one_run().state == JobState.FAILED
    assert not Body.objects.filter(name="市林业局").exists()


@pytest.mark.django_db
def test_a_job_that_asks_goes_on_when_confirmed_or_is_cancelled(cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    job = asked(cast, asks=True)
    assert one_run().state == JobState.UNCONFIRMED
    assert not Body.objects.filter(name="市林业局").exists()
    page = signed_in(cast.shen).get(reverse("job", args=[job.pk])).content.decode()
    assert "确认写入" in page
    confirm(cast.shen, job, clear=True)
    held = one_run()
    assert (held.state, held.arguments["clear"]) == (JobState.DONE, True)
    other = asked(cast, "市农业局", asks=True)
    one_run()
    assert cancel(cast.shen, other).state == JobState.CANCELLED
    assert verify_chain().is_intact


@pytest.mark.django_db
def test_pages_say_that_no_worker_is_there(cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    browser = signed_in(cast.shen)
    assert "后台程序没有在运行" in browser.get(reverse("jobs")).content.decode()
    now = timezone.now()
    Worker.objects.create(name="here:1", started_at=now, seen_at=now)
    assert "后台程序没有在运行" not in browser.get(reverse("jobs")).content.decode()


# ---------------------------------------------------------------- with a worker process


@pytest.fixture
def start() -> Iterator[object]:
    """Starts workers; all are gone when the test is."""
    running: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        command = [sys.executable, str(FOLDER / "a_worker.py")]
        running.append(subprocess.Popen(command, env=environment()))
        return running[-1]

    yield one
    for process in running:
        process.kill()
        process.wait()


def until(job: Job, *states: JobState) -> Job:
    end = time.monotonic() + LONGEST
    while True:
        job.refresh_from_db()
        if job.state in states:
            return job
        assert time.monotonic() < end, f"it stays {job.state}: {job.message} {job.error}"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_workers_do_every_job_once(cast: Cast, start) -> None:  # type: ignore[no-untyped-def]
    jobs = [asked(cast, f"第{n}局") for n in range(20)]
    start(), start()
    assert {until(job, JobState.DONE, JobState.FAILED).state for job in jobs} == {JobState.DONE}
    assert Body.objects.filter(name__startswith="第").count() == 20


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_and_a_running_job_can_be_cancelled(cast: Cast, start) -> None:  # type: ignore[no-untyped-def]
    job = asked(cast, wait=30)
    start()
    end = time.monotonic() + LONGEST
    while not (job.step and job.done):
        assert time.monotonic() < end
        time.sleep(0.05)
        job.refresh_from_db()
    assert (job.state, job.step, job.total) == (JobState.RUNNING, "正在准备", 100)
    cancel(cast.shen, job)
    assert until(job, JobState.CANCELLED).message == "已取消，没有写入。"
    assert not Body.objects.filter(name="市林业局").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["wait", "wait_written"])
def test_a_killed_workers_job_is_done_by_the_next(cast: Cast, start, when: str) -> None:  # type: ignore[no-untyped-def]
    job = asked(cast, **{when: 3})
    first = start()
    until(job, JobState.RUNNING)
    time.sleep(0.5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not Body.objects.filter(name="市林业局").exists()
    start()
    assert until(job, JobState.DONE, JobState.FAILED).state == JobState.DONE
    assert job.attempts == 2
    assert Body.objects.filter(name="市林业局").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_ends_its_job_first(cast: Cast, start) -> None:  # type: ignore[no-untyped-def]
    job = asked(cast, wait=1)
    worker = start()
    until(job, JobState.RUNNING)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(LONGEST) == 0
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_waits_for_a_small_job_only(cast: Cast, start) -> None:  # type: ignore[no-untyped-def]
    assert queries.wait_until_settled(asked(cast), 0.2).state == JobState.WAITING
    start()
    assert queries.wait_until_settled(asked(cast, "市农业局"), LONGEST).state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_notes_about_its_job_breaks_no_log_and_fills_none(cast: Cast) -> None:
    job = enqueue(cast.shen, "tests.body", {"name": "市水务局二"})
    with transaction.atomic():
        log_event(cast.shen, "test.write")
    logged = Event.objects.count()
    claimed = claiming.claim_next("here:0")
    assert claimed is not None
    Heartbeat(claimed)._renew_lease()
    Worker.objects.update_or_create(name="here:0", defaults={"seen_at": utc_now(), "started_at": utc_now()})
    connection.close()  # as another process sees it
    assert verify_chain().is_intact
    assert Event.objects.count() == logged
    Job.objects.filter(pk=job.pk).update(arguments={"name": "别的"})
    connection.close()
    assert f"jobs_job row {job.pk}: was changed" in str(verify_chain().fault)


@pytest.mark.django_db
def test_the_process_of_the_pages_only_queues_a_file(plan: Plan, cast: Cast, signed_in, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """So no file, however hostile, keeps a public page waiting: a worker reads it."""

    def read_here(*_call: object) -> None:
        raise AssertionError("a file is read in the process of the pages")

    monkeypatch.setattr("duban.isolation.running._call_child", read_here)
    trees = declare_register(cast.shen, TREES)
    kind_by_address = {
        "/plans/import/": "plans.import",
        reverse("import_breakdown", args=[plan.pk]): "plans.import_breakdown",
        f"/observation/plans/{plan.pk}/read/": "observation.read",
        f"/registers/{trees.pk}/import/": "registers.import",
    }
    for address, kind in kind_by_address.items():
        asked = {"file": SimpleUploadedFile("a.xlsx", hostile_files.far_cell()), "city": "云泽市", "year": 2031}
        answer = signed_in(cast.shen).post(address, asked)
        job = Job.objects.get(kind=kind)
        assert (job.state, answer.headers["Location"]) == (JobState.WAITING, f"/jobs/{job.pk}/")
