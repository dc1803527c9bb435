"""Reading takes time in proportion to the text, whatever the text is made of.

The processor's time is compared, not a clock's: eight times the text may take at most sixteen
times as long (a square would take sixty-four). `bench/linear.py` measures it closely, at 1 MB.
"""

from __future__ import annotations

import time

import pytest

import duban
from duban.reading.structure import LONGEST_SENTENCE
from hostile_shapes import SHAPES

SMALL, TIMES, MOST = 2_500, 8, 2.0


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_text(name: str) -> None:
    shape = SHAPES[name]
    for _attempt in range(3):
        ratio = _seconds(shape(SMALL * TIMES)) / max(_seconds(shape(SMALL)), 0.001)
        if ratio <= TIMES * MOST:
            return
    pytest.fail(f"{TIMES} times the text takes {ratio:.0f} times as long")


def _seconds(text: str) -> float:
    start = time.process_time()
    duban.read(text)
    return time.process_time() - start


@pytest.mark.parametrize("unit", ["9", "9.", "万", "一万", "十", "1:", "百分之"])
def test_a_number_without_end_is_none(unit: str) -> None:
    size = 1_100_000 if unit == "9" else 5_000
    text = f"一、2026年主要工作\n新建学校{unit * size}个。"
    assert all(c.value is None or c.value.adjusted() < 50 for c in duban.read(text).claims())


def test_a_sentence_that_runs_on_is_cut_between_its_clauses() -> None:
    text = SHAPES["clauses with names"](3_000)
    report = duban.read(text)
    found = list(report.commitments())
    assert len(found) >= 3
    for commitment in found:
        assert commitment.end - commitment.start <= LONGEST_SENTENCE
        assert text[commitment.start : commitment.end] == commitment.text
        assert all(commitment.start <= c.start < c.end <= commitment.end for c in commitment.claims)
    assert [c.number for c in found[1].claims][:2] == ["800个", "12所"]
