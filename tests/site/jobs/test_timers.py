"""What runs by the clock: once when it is due, made good once if missed, its errors shown."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from steps import environment, one_run

from duban_site.core import clock
from duban_site.jobs.models import Job, JobState, Timer
from duban_site.jobs.registry import KINDS, Daily, Every, Result, list_timers, timer
from duban_site.jobs.running import Task, run_next
from duban_site.jobs.timers import enqueue_due_timers
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.public.models import Clue, Contact
from duban_site.reporting.models import Assessment

if "tests.timer" not in KINDS:

    @timer("tests.timer", "试验", Daily(3), attempts=2)
    def _count(task: Task) -> Result:
        if Body.objects.filter(name="坏了").exists():
            raise OSError("the disk is away")
        return Result("好了。")


@pytest.fixture(autouse=True)
def _time_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STANDS_STILL", None)


def test_a_day_has_one_run_at_its_hour() -> None:
    at = dt.datetime(2031, 5, 4, 3, tzinfo=timezone.get_current_timezone())
    assert Daily(3).next_after(at - dt.timedelta(seconds=1)) == at
    assert Daily(3).next_after(at) == at + dt.timedelta(days=1)
    assert Every(5).next_after(at) == at + dt.timedelta(minutes=5)


@pytest.mark.django_db
def test_a_missed_timer_runs_once() -> None:
    planned = enqueue_due_timers()
    assert {job.kind for job in planned} == {kind.name for kind in list_timers()}
    assert enqueue_due_timers() == [], "nothing is due a second time"
    Job.objects.all().delete()
    missed = timezone.now() - dt.timedelta(days=9)
    Timer.objects.filter(name="tests.timer").update(next_at=missed)
    assert [job.kind for job in enqueue_due_timers()] == ["tests.timer"]
    assert Timer.objects.get(name="tests.timer").next_at > timezone.now()


@pytest.mark.django_db
def test_how_a_timer_went_is_shown_to_the_administrator(cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    enqueue_due_timers()
    Body.objects.create(name="坏了")
    assert one_run("tests.timer").state == JobState.WAITING
    page = signed_in(cast.ning).get(reverse("timers")).content.decode()
    assert "the disk is away" in page
    Body.objects.filter(name="坏了").delete()
    Job.objects.update(due_at=timezone.now())
    assert one_run("tests.timer").state == JobState.DONE
    assert "好了。" in signed_in(cast.ning).get(reverse("timers")).content.decode()


@pytest.mark.django_db
def test_contacts_go_without_a_restart(plan: Plan, cast: Cast) -> None:
    told = plan.commitments.get(number="1.1.2")
    clue = Clue.objects.create(commitment=told, text="井盖松动。", at=timezone.now())
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Contact.objects.create(clue=clue, reach="13800000000", until=yesterday)
    enqueue_due_timers()
    assert one_run("public.purge_contacts").message == "删除了 1 条联系方式。"
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_every_timer_runs_on_an_empty_service_and_on_a_plan(plan: Plan, cast: Cast) -> None:
    enqueue_due_timers()
    for kind in list_timers():
        job = one_run(kind.name)
        assert (job.state, job.error) == (JobState.DONE, ""), (kind.name, job.error)


@pytest.mark.django_db
def test_months_that_nobody_assessed_are_made_good(plan: Plan, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Plan.objects.update(created_at=dt.datetime(plan.year, 2, 10, tzinfo=dt.UTC))
    monkeypatch.setattr(clock, "today", lambda: dt.date(plan.year, 5, 3))
    enqueue_due_timers()
    assert one_run("reporting.assess_missed").message == "安排了 3 次评价。"
    for _month in range(3):
        assert one_run("reporting.assess").state == JobState.DONE
    days = set(Assessment.objects.values_list("as_of", flat=True))
    assert days == {dt.date(plan.year, m, d) for m, d in ((2, 28), (3, 31), (4, 30))}
    Timer.objects.update(next_at=timezone.now())
    enqueue_due_timers()
    assert one_run("reporting.assess_missed").message == "安排了 0 次评价。"


@pytest.mark.django_db(transaction=True)
def test_the_command_runs_what_is_due_and_then_nothing(cast: Cast, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "duban", "timers", "run"]
    env = {**environment(), "DUBAN_DATA": str(tmp_path)}
    first = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    assert "删除到期的群众联系方式：" in first.stdout
    again = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (0, "")
    listed = [sys.executable, "-m", "duban", "timers", "list"]
    shown = subprocess.run(listed, env=env, capture_output=True, text=True, check=True).stdout
    assert "public.purge_contacts\t" in shown
    assert run_next("here:0") is None
