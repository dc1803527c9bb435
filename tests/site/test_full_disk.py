"""A write that the disk has no room for is refused in words; public pages go on."""

from __future__ import annotations

from typing import Any

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile

from duban_site.plans.models import Plan

resource = pytest.importorskip("resource")


def test_a_write_without_room_is_refused_in_words(
    plan: Plan, cast: Cast, signed_in: Any, settings: Any, tmp_path: Any
) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    shen = signed_in(cast.shen)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        from duban_site.core.evidence_store import store_file

        with pytest.raises(OSError):  # noqa: PT011 the system's own
            store_file(SimpleUploadedFile("a.txt", b"1" * 200_000), "a.txt")
        assert shen.get("/public/").status_code == 200
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not any(p.is_file() for p in settings.EVIDENCE.rglob("*")), "nothing half written"
