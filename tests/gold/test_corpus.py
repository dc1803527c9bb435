"""Facts about real reports: structure, roles, and that every one of them reads."""

from __future__ import annotations

from pathlib import Path

import pytest

import duban
from duban.commitments import PartRole, Report
from reading.accounting import sentences
from reading.test_properties import check


@pytest.fixture(scope="module")
def kunming(reports_dir: Path) -> Report:
    return duban.read(reports_dir / "kunming-2025.txt")


def test_kunming_has_eight_parts_27_topics_and_seven_opening_targets(kunming: Report) -> None:
    numbered = [p for p in kunming.parts if p.number is not None]
    assert [p.number for p in numbered] == list(range(1, 9))
    assert {p.role for p in numbered} == {PartRole.PLAN}
    assert sum(1 for p in numbered for t in p.topics if t.heading) == 27
    assert sum(1 for c in kunming.commitments() if c.id.startswith("0.")) == 7


def test_kunming_has_no_sentence_unaccounted_for(kunming: Report) -> None:
    found = list(sentences(kunming))
    assert len(found) > 150
    assert [s for s in found if len(s.owners) != 1] == []


@pytest.fixture(scope="module")
def corpus(reports_dir: Path) -> list[Path]:
    found = sorted(reports_dir.rglob("*.txt"))
    assert len(found) >= 50, f"{reports_dir} holds only {len(found)} reports"
    return found


def test_every_report_reads_and_every_span_gives_back_its_quote(corpus: list[Path]) -> None:
    for path in corpus:
        report = duban.read(path)
        assert report.text == path.read_text("utf-8"), path.name
        check(report)
        assert list(report.claims()), path.name


def _sentences_misplaced(path: Path) -> int:
    return sum(len(s.owners) != 1 for s in sentences(duban.read(path)))


def test_no_sentence_of_a_plan_is_lost_or_counted_twice_in_any_report(corpus: list[Path]) -> None:
    assert {p.name: n for p in corpus if (n := _sentences_misplaced(p))} == {}


def test_review_goals_and_plan_are_told_apart_in_the_provincial_reports_of_2026(corpus: list[Path]) -> None:
    provincial = [p for p in corpus if p.stem.endswith("-2026")]
    assert len(provincial) >= 10
    for path in provincial:
        roles = [p.role for p in duban.read(path).parts]
        for role in (PartRole.REVIEW, PartRole.GOALS, PartRole.PLAN):
            assert role in roles, (path.name, role)
        assert roles.index(PartRole.REVIEW) < roles.index(PartRole.GOALS), path.name
        last_plan = len(roles) - roles[::-1].index(PartRole.PLAN)
        assert roles.index(PartRole.GOALS) < last_plan, path.name
