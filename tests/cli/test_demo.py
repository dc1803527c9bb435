"""`duban demo` writes the living report of the sample and opens it only where there is a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", found.append)
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return found


def test_it_writes_a_page_and_prints_its_path(tmp_path: Path, opened: list[str]) -> None:
    page = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["demo", "-o", str(page)])
    assert result.exit_code == 0
    assert str(page) in result.stdout
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    assert opened == [], "no screen, no browser"


def test_it_opens_the_page_where_there_is_a_screen(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    page = tmp_path / "page.html"
    CliRunner().invoke(main, ["demo", "-o", str(page)])
    assert opened == [page.as_uri()]
    CliRunner().invoke(main, ["demo", "-o", str(page), "--no-open"])
    assert opened == [page.as_uri()]
