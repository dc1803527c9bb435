"""Cutting a release: version and changelog, or a refusal that changes nothing."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2031, 3, 4)


@pytest.fixture
def release(tmp_path: Path) -> ModuleType:
    """The tool, on a copy of what it writes to."""
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.VERSION_FILE, tool.CHANGELOG = tmp_path / "__init__.py", tmp_path / "CHANGELOG.md"
    tool.VERSION_FILE.write_text('"""Duban."""\n\n__version__ = "1.9.3"\n')
    tool.CITATION = tmp_path / "CITATION.cff"
    tool.CITATION.write_text("title: Duban\nversion: 1.9.3\nlicense: Apache-2.0\n")
    tool.CHANGELOG.write_text("# Changelog\n\n## [Unreleased]\n\n- New.\n\n## [1.9.3]\n\n- Old.\n")
    return tool


def test_the_version_is_written_and_the_changes_get_their_heading(release: ModuleType) -> None:
    release.cut("1.10.0", DAY)
    assert '__version__ = "1.10.0"' in release.VERSION_FILE.read_text()
    expected = "## [Unreleased]\n\n## [1.10.0] - 2031-03-04\n\n- New.\n\n## [1.9.3]\n\n- Old.\n"
    assert release.CHANGELOG.read_text() == f"# Changelog\n\n{expected}"
    cited = "title: Duban\nversion: 1.10.0\ndate-released: 2031-03-04\nlicense: Apache-2.0\n"
    assert release.CITATION.read_text() == cited
    with pytest.raises(SystemExit, match="nothing under"):
        release.cut("1.11.0", DAY)


@pytest.mark.parametrize("version", ["1.9.3", "1.9.2", "2.0", "v2.0.0"])
def test_a_version_that_is_not_newer_is_refused(release: ModuleType, version: str) -> None:
    before = release.VERSION_FILE.read_text(), release.CHANGELOG.read_text()
    with pytest.raises(SystemExit, match=version):
        release.cut(version, DAY)
    assert (release.VERSION_FILE.read_text(), release.CHANGELOG.read_text()) == before


def test_the_sources_are_such_as_the_tool_expects(release: ModuleType) -> None:
    assert release.current((ROOT / "src" / "duban" / "__init__.py").read_text())
    assert release.UNRELEASED in (ROOT / "CHANGELOG.md").read_text("utf-8")
