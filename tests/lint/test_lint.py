"""The findings as a whole: planted weaknesses, spans, order, speed, the documentation."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import duban
from duban.commitments import Report
from duban.lint import RULES, SEVERITIES, lint
from duban.lint.words import list_families, read_section

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/lint.md").read_text("utf-8")

# The weaknesses that data/sample/README.md says were put there on purpose.
PLANTED = [
    ("number-without-unit", "培训家政服务人员1500以上"),
    ("target-conflict", "确保城镇新增就业5万人以上"),
    ("indicator-dropped", "外贸进出口总额"),
    ("share-without-whole", "高技术产业占比提高到22%"),
    ("unverifiable-commitment", "持续提升城市影响力"),
    ("unverifiable-commitment", "努力让企业感受到更多温暖"),
    ("unverifiable-commitment", "进一步转变作风，不断增强本领"),
]


@pytest.mark.parametrize(("rule", "words"), PLANTED)
def test_every_planted_weakness_of_the_sample_is_found(sample_report: Report, rule: str, words: str) -> None:
    hits = [f for f in lint(sample_report) if f.rule == rule and words in f.quote]
    assert len(hits) == 1
    assert hits[0].severity in ("error", "warning")


def test_the_sample_has_no_other_error(sample_report: Report) -> None:
    errors = {f.rule for f in lint(sample_report) if f.severity == "error"}
    assert errors == {"number-without-unit", "target-conflict"}


def test_every_finding_quotes_the_text_in_order_and_in_two_languages(sample_report: Report) -> None:
    findings = lint(sample_report)
    assert [f.start for f in findings] == sorted(f.start for f in findings)
    for f in findings:
        assert f.quote == sample_report.text[f.start : f.end]
        assert f.quote.strip()
        assert f.severity in SEVERITIES
        for said in (f.message, f.advice):
            chinese, _, english = said.partition(" / ")
            assert chinese
            assert any("\u4e00" <= c <= "\u9fff" for c in chinese)
            assert english


@pytest.mark.parametrize("text", ["", "云湖市政府工作报告", "今年，", "一、工作回顾\n", "1500以上。"])
def test_a_report_with_nothing_to_promise_is_not_a_failure(text: str) -> None:
    report = Report(text, None, None, None, None)
    assert lint(report) == ()


def test_rules_have_names_of_their_own_and_are_documented() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in RULES:
        assert f"| `{rule.name}` | {rule.severity} | {rule.title} |" in PAGE
        assert f"| `{rule.name}` | {rule.meaning} |" in PAGE


def test_the_page_describes_no_rule_that_is_not_there() -> None:
    described = {line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")}
    options = {name for name in described if name.startswith("--")}
    assert described - options == {rule.name for rule in RULES}


def test_the_words_are_whole() -> None:
    names = [name for family in list_families() for thing in family.indicators for name in thing]
    assert len(set(names)) == len(names)
    assert not set(read_section("acts")) & set(read_section("directions"))
    with pytest.raises(KeyError):
        read_section("no such section")


def test_reports_of_real_places_have_no_errors_to_speak_of(reports_dir: Path) -> None:
    """Published reports were proofread: an error found in one is nearly always a false alarm."""
    files = sorted([*reports_dir.glob("*-202?.txt"), *reports_dir.glob("corpus/*-2026.txt")])
    assert files
    errors = [(path.stem, f.rule, f.quote) for path in files for f in lint(duban.read(path)) if f.severity == "error"]
    assert len(errors) <= len(files) // 5, errors


def test_linting_costs_little_beside_reading(sample_report: Report) -> None:
    lint(sample_report)
    best = min(_seconds(sample_report) for _ in range(5))
    assert best * 20_000 / len(sample_report.text) < 0.05


def _seconds(report: Report) -> float:
    begin = time.process_time()
    lint(report)
    return time.process_time() - begin
