"""First-sight scores are whole, and the README shows these and no others."""

from __future__ import annotations

from pathlib import Path

from gold import first_sight

README = Path(__file__).resolve().parents[2] / "README.md"


def test_every_first_sight_score_says_of_what_and_on_how_many_labels() -> None:
    for report in first_sight.reports():
        assert {"name", "kind", "labels", "results"} <= {*report}
        assert report["labels"] > 0
        assert all(0 <= report[sort] <= 1 for sort in first_sight.SORTS if sort in report)


def test_the_readme_shows_first_sight_scores_by_kind() -> None:
    text = README.read_text("utf-8")
    shown = text.partition("<!-- scores: begin -->\n")[2].partition("<!-- scores: end -->")[0]
    assert shown == first_sight.table(), "run: PYTHONPATH=tests python -m gold.first_sight"
