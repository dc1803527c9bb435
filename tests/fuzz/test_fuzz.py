"""Some hundreds of damaged files of every kind; `python -m bench.fuzz 20000` reads more by hand."""

from __future__ import annotations

import sys

import pytest
from bench.fuzz import fuzz

from mutating import SEEDS

FILES = 90


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits for a process")
def test_no_damaged_file_breaks_a_promise() -> None:
    tally = fuzz(FILES, [*SEEDS], jobs=2)
    assert tally.files == FILES
    assert tally.bad == []
    assert tally.words["read"] > 9 < tally.words["refused"], "the damage is neither all nor nothing"
