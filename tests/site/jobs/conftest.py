"""The tests' own kinds of jobs; jobs wait for a worker here, as in use."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parent))

import kinds  # noqa: F401


@pytest.fixture(autouse=True)
def _by_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "JOBS_AT_ONCE", False)
