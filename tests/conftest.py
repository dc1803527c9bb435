"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

import duban
from duban.commitments import Report
from small_report import build_small_report

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no fault of what is tested. In CI, what passed passes again; at a desk, new
# examples are tried at every run.
_CI = os.environ.get("CI") == "true"
hypothesis.settings.register_profile(
    "duban", deadline=None, derandomize=_CI, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("duban")


def _skip_or_fail(reason: str) -> None:
    """A missing tool or folder skips a test at a desk, and fails it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def reports_dir() -> Path:
    """The folder of real reports: DUBAN_REPORTS, or ../shared/reports beside the repository."""
    folder = Path(os.environ.get("DUBAN_REPORTS") or ROOT.parent / "shared" / "reports")
    if not folder.is_dir():
        _skip_or_fail(f"no real reports: {folder} is not a folder (set DUBAN_REPORTS)")
    return folder


@pytest.fixture(scope="session")
def sample_file() -> Path:
    """The bundled sample report."""
    return ROOT / "src" / "duban" / "data" / "sample" / "report-2026.txt"


@pytest.fixture
def small_report() -> Report:
    """A report built by hand: a headline, a range, a plain promise, a result, an unread line."""
    return build_small_report()


@pytest.fixture(scope="session")
def sample_report(sample_file: Path) -> Report:
    """The bundled sample, read."""
    return duban.read(sample_file)
