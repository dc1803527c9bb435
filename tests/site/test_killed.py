"""`kill -9` during an import, an upload or an approval leaves all of it or nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.conf import settings
from django.db import connection
from signing import sign_with_reasons

from duban_site.backup.evidence import MIN_AGE_SECONDS, quarantine_unnamed_files
from duban_site.core.audit.chain import verify_chain
from duban_site.core.evidence_store import get_evidence_path
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.sign_report import submit
from duban_site.reporting.actions.write_entry import EntryInput, write_entry
from duban_site.reporting.models import BodyReport, Evidence, Figure

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = Path(__file__).with_name("worker_to_kill.py")
ROUNDS = 8


def run_and_kill(after: float, *arguments: str) -> bool:
    """Start the worker, kill it `after` seconds into its work; says whether it had finished."""
    name = str(connection.settings_dict["NAME"])
    # The folder of the store that the assertions look into; the demonstration moves settings.DATA.
    environment = {**os.environ, "DUBAN_DATA": str(settings.EVIDENCE.parent)}
    if connection.vendor == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{name}"
    else:
        environment["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    worker = subprocess.Popen(
        [sys.executable, str(WORKER), *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "working\n"
        time.sleep(after)
        worker.send_signal(signal.SIGKILL)
        finished = "done" in worker.stdout.read()
    wait_until_alone()
    return finished


def wait_until_alone() -> None:
    """PostgreSQL ends the killed worker's commit after the worker: nothing is counted before."""
    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        for _ in range(600):
            if cursor.execute(others).fetchone() == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("the killed worker's connection did not end in 30 seconds")


def moments(longest: float) -> list[float]:
    """Moments spread over the work, a little shaken, the same in every run."""
    shaken = random.Random(20)  # noqa: S311
    return [longest * (n + shaken.random()) / ROUNDS for n in range(ROUNDS)]


def test_a_killed_import_leaves_a_whole_plan_or_none(cast: Cast) -> None:
    whole = finished = 0
    for moment in moments(0.5):
        before = Plan.objects.count()
        finished += run_and_kill(moment, "import")
        after = Plan.objects.count()
        assert after - before in (0, 1)
        whole += after - before
        for plan in Plan.objects.all():
            assert plan.commitments.count() == 2000
            assert Claim.objects.filter(commitment__plan=plan).count() == 4000
        assert verify_chain().is_intact
    assert whole >= finished
    assert finished < ROUNDS, "every kill came too late: the test shows nothing"


def test_a_killed_approval_leaves_a_report_and_its_figures_together(plan: Plan, cast: Cast) -> None:
    for month, moment in zip(range(2, 2 + ROUNDS), moments(0.08), strict=True):
        report = submitted(plan, cast, month)
        before = Figure.objects.count()
        run_and_kill(moment, "accept", str(report.pk))
        report.refresh_from_db()
        new = Figure.objects.count() - before
        assert (report.status, new) in (("accepted", 3), ("submitted", 0))
        assert verify_chain().is_intact


def submitted(plan: Plan, cast: Cast, month: int) -> BodyReport:
    from decimal import Decimal

    from duban_site.reporting.actions.write_entry import FigureInput

    report = open_round(cast.shen, plan, month).reports.get(body=cast.water)
    for commitment in plan.commitments.filter(number__in=("1.1.1", "1.1.2")):
        figures = [
            FigureInput(claim, f"{plan.year}-01..{month:02d}", Decimal(month)) for claim in commitment.claims.all()
        ]
        write_entry(cast.lu, report, EntryInput(commitment, 0, "推进中。", figures=figures))
    sign_with_reasons(cast.wei, report)
    return submit(cast.lu, report)


def test_a_killed_upload_leaves_a_whole_file_or_none(plan: Plan, cast: Cast) -> None:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    for n, moment in enumerate(moments(0.12)):
        run_and_kill(moment, "upload", str(report.pk), str(pumps.pk), str(n))
        for evidence in Evidence.objects.all():
            assert get_evidence_path(evidence.sha256).stat().st_size == evidence.size
        assert verify_chain().is_intact
    quarantine_unnamed_files(now=time.time() + MIN_AGE_SECONDS + 1)
    kept = {path.name for path in settings.EVIDENCE.rglob("*") if path.is_file()}
    assert kept == set(Evidence.objects.values_list("sha256", flat=True))
