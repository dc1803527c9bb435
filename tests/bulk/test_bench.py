"""The benchmark of the panel works: it measures every stage and prints what it promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("stages", r"open .* ms .*text .* ms .*read .* ms .*write .* ms"),
        ("growth", r"4 reports: [\d.]+ s, [\d.]+ ms of CPU each; peak memory \d+ MB, \d+ MB a worker"),
    ],
)
def test_a_quick_run_prints_its_figures(part: str, said: str) -> None:
    words = ["--quick", "--sizes", "2,4", "--only", part]
    run = subprocess.run(
        [sys.executable, "-m", "bench.corpus", *words],
        cwd=ROOT,
        env=os.environ | {"DUBAN_REPORTS": str(ROOT / "nowhere")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(said, run.stdout), run.stdout


def test_copies_differ_in_their_numbers_and_keep_their_dates() -> None:
    from bench.corpus import varied

    text = "2026年增长5.5%，新建300公里，其中3月1日开工。"
    copies = {varied(text, n) for n in range(20)}
    assert len(copies) == 20
    assert all("2026年" in copy and "3月1日" in copy for copy in copies)
    assert all(re.fullmatch(r"2026年增长\d+\.\d%，新建\d+公里，其中3月1日开工。", c) for c in copies)
