"""The terminal's table is aligned by columns of the terminal, not by characters."""

from __future__ import annotations

import io

import pytest

from duban.cli.table import count_columns, fit, render_report, render_summary, supports_colour
from duban.commitments import Report


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("督办", 4), ("5%—5.5%", 7), ("ＡＢ", 4), ("e\u0301", 1)])
def test_a_chinese_character_takes_two_columns(text: str, columns: int) -> None:
    assert count_columns(text) == columns


@pytest.mark.parametrize("columns", range(1, 12))
@pytest.mark.parametrize("text", ["", "地区生产总值", "a地b区c", "x\ny\tz"])
def test_fitted_text_takes_exactly_its_columns(text: str, columns: int) -> None:
    assert count_columns(fit(text, columns)) == columns


def test_a_control_character_does_not_reach_the_terminal() -> None:
    assert "\x1b" not in fit("a\x1b[31mb", 10)


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(small_report: Report, columns: int) -> None:
    found = render_report(small_report, columns=columns).splitlines()
    assert max(map(count_columns, found[2:-1])) <= columns


def test_numbers_stand_in_one_column(small_report: Report) -> None:
    found = render_report(small_report, columns=100).splitlines()
    ends = [count_columns(line[: line.index(n)]) for n in ("5%—5.5%", "3%") for line in found if n in line]
    assert len(set(ends)) == 1


def test_results_are_listed_only_when_asked_for(small_report: Report) -> None:
    assert "32.5万吨" not in render_report(small_report, columns=100)
    assert "32.5万吨" in render_report(small_report, columns=100, everything=True)


def test_the_summary_counts_each_type(small_report: Report) -> None:
    assert render_summary(small_report) == (
        "1 个部分 · 3 项目标任务（主要预期指标 1，量化 1，项目 1） · 2 个承诺的指标 · 1 个已报的成果 · 1 处未读"
    )


def test_colour_needs_a_terminal_and_respects_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert supports_colour(Terminal())
    assert not supports_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not supports_colour(Terminal())
