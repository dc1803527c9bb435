"""Names on reports that taught no weight never get worse, by kind of document (left_out.toml)."""

from __future__ import annotations

from pathlib import Path

from gold import training


def test_names_on_a_report_left_out_stay_above_the_floor_of_its_kind(reports_dir: Path) -> None:
    measured = training.by_kind(training.left_out(list(training.examples(reports_dir))))
    kept = training.floors()
    assert {*kept} == {*measured}
    shares = {kind: row["out"] / row["of"] for kind, row in measured.items()}
    assert {kind: share for kind, share in shares.items() if share < kept[kind]} == {}
