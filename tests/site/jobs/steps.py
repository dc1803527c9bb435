"""Steps that the tests of jobs share."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import connection

from duban_site.jobs import claiming
from duban_site.jobs.heartbeat import Beat
from duban_site.jobs.models import Job
from duban_site.jobs.running import run_job


def environment() -> dict[str, str]:
    """What a process needs to work on the test's database."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    data = {"DATABASE_URL": url, "DUBAN_DATA": str(settings.DATA), "DUBAN_JOBS": "worker"}
    return {**os.environ, **data, "DUBAN_MODE": "development", "DUBAN_CONFIG": ""}


def one_run(kind: str = "") -> Job:
    """What a worker does once, in this process."""
    job = claiming.claim_next("here:0", only=kind)
    assert job is not None
    run_job(job, Beat())
    job.refresh_from_db()
    return job
