"""Some damaged files of every kind; `python -m bench.fuzz 20000` reads more by hand.

In a process of its own: a child's peak of memory begins with its parent's, and a worker of the
tests has grown large.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

FILES = 90
HERE = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits for a process")
def test_no_damaged_file_breaks_a_promise() -> None:
    command = [sys.executable, "-m", "bench.fuzz", str(FILES)]
    told = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=600)
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{FILES} files" in told.stdout
    counts = {word: int(n) for n, word in re.findall(r"(\d+) (read|refused)", told.stdout)}
    assert counts["read"] > 9 < counts["refused"], "the damage is neither all nor nothing"
