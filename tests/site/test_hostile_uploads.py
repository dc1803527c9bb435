"""Hostile files given to every form of the service: an answer in words, never a fault."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path

import expected_urls
import pytest
from cast_of_people import Cast
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from expected_urls import TABLE

import hostile_files
from duban_site.jobs.models import Job
from duban_site.jobs.registry import KINDS
from duban_site.plans.models import Plan

LONG = "报告" * 125
GIVEN = {
    "far.xlsx": hostile_files.far_cell(),
    "reference.xlsx": hostile_files.bad_reference(),
    f"{LONG}.docx": hostile_files.lying_zip(),
    f"{LONG}.csv": b"\xff\xfe\x00\x00" + b"\x00" * 40,
}


def file_fields() -> set[str]:
    """Every field of a file that some view or form reads, as the source has it."""
    source = "\n".join(p.read_text("utf-8") for p in Path(settings.PACKAGE_FOLDER).rglob("*.py"))
    found = set(re.findall(r"""FILES\.get(?:list)?\(f?["']([\w-]+)""", source))
    return {name + "1" if name.endswith(("_", "-")) else name for name in found}


def test_no_upload_makes_the_service_fail(plan: Plan, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")
    fields, asked = file_fields() | {"file", "files"}, 0
    failed, broken = list[tuple[str, str, int]](), list[tuple[str, str, str]]()
    assert {"file", "document_1", "key_1"} <= fields
    things = expected_urls.things(plan, cast)
    commitments = {f"file-{c.pk}" for c in plan.commitments.all()[:2]}
    for place, who in ((2, cast.shen), (3, cast.lu)):
        browser = Client(raise_request_exception=False)
        browser.force_login(who)
        for name, (_seen, changed) in TABLE.items():
            if changed[place] not in "y":
                continue
            url = reverse(name, kwargs=things.get(name))
            for called, content in GIVEN.items():
                form: dict[str, object] = {"kind": "材料", "do": "import", "text": "x"}
                form |= {f: SimpleUploadedFile(called, content) for f in fields | commitments}
                with transaction.atomic():
                    status = browser.post(url, form).status_code
                    broken += [(url, called[:12], error) for error in errors_of_jobs()]
                    transaction.set_rollback(True)
                asked += 1
                failed += [(url, called[:12], status)] * (status >= 500)
    assert failed == []
    assert broken == []
    assert asked > 100


def errors_of_jobs() -> list[str]:
    """What jobs ended with that is no refusal in words; the page of who asked is a redirect all the same."""
    return [job.error[-300:] for job in Job.objects.exclude(error="")]


def test_a_fault_of_a_job_is_seen_by_this_test(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "plans.import", replace(KINDS["plans.import"], prepare=lambda _task: 1 / 0))
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.shen)
    file = SimpleUploadedFile("a.txt", "政府工作报告".encode())
    assert browser.post("/plans/import/", {"file": file, "city": "云泽市", "year": 2031}).status_code == 302
    assert "ZeroDivisionError" in errors_of_jobs()[0]


def test_a_file_beyond_the_limit_is_refused_while_it_comes(cast: Cast, signed_in: object, settings: object) -> None:
    settings.UPLOAD_LIMIT = 1 << 20  # type: ignore[attr-defined]
    shen = signed_in(cast.shen)  # type: ignore[operator]
    answer = shen.post("/plans/import/", {"file": SimpleUploadedFile("a.txt", b"1" * (2 << 20))})
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
