"""Hostile files given to every form of the service: an answer in words, never a fault."""

from __future__ import annotations

import logging
import re
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
    fields, failed, asked = file_fields() | {"file", "files"}, [], 0
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
                    transaction.set_rollback(True)
                asked += 1
                failed += [(url, called[:12], status)] * (status >= 500)
    assert failed == []
    assert asked > 100


def test_a_file_beyond_the_limit_is_refused_while_it_comes(cast: Cast, signed_in: object, settings: object) -> None:
    settings.UPLOAD_LIMIT = 1 << 20  # type: ignore[attr-defined]
    shen = signed_in(cast.shen)  # type: ignore[operator]
    answer = shen.post("/plans/import/", {"file": SimpleUploadedFile("a.txt", b"1" * (2 << 20))})
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
