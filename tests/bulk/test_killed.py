"""Killed at any moment and started again, a run loses nothing and reads nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from duban.bulk import build_panel

FILES = 16
KILLS = 4
SECONDS = 120


@pytest.fixture
def folder(sample_file: Path, tmp_path: Path) -> Path:
    """Reports with a line of their own, and one that cannot be read."""
    text = sample_file.read_text(encoding="utf-8")
    (tmp_path / "reports").mkdir()
    for n in range(FILES):
        path = tmp_path / "reports" / f"{n:02}.txt"
        path.write_text(f"{text}\n附：第{n}号样本。\n", encoding="utf-8")
    (tmp_path / "reports" / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    return tmp_path / "reports"


def _start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "duban", "corpus", str(folder), "-o", str(out), "--jobs", "2"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, stdout=quiet, stderr=quiet, start_new_session=True)


def _parts(out: Path) -> dict[str, int]:
    """Each part that is whole, and when it was written."""
    found = out.with_name(out.name + ".parts").rglob("*.arrow")
    return {path.name: path.stat().st_mtime_ns for path in found}


def _kill_when(run: subprocess.Popen[bytes], out: Path, *, parts: int, after: float) -> bool:
    """Kill the run and its workers so many seconds after so many parts; False if it was done."""
    deadline = time.monotonic() + SECONDS
    while len(_parts(out)) < parts and run.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(after)
    ended = run.poll() is not None
    if not ended:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    return not ended


def test_killed_at_random_moments_it_ends_with_the_panel_of_an_undisturbed_run(folder: Path, tmp_path: Path) -> None:
    seed = int(os.environ.get("DUBAN_SEED") or time.time())
    chance = random.Random(seed)  # noqa: S311
    out, written, kills = tmp_path / "panel", {}, 0
    for n in range(KILLS):
        run = _start(folder, out)
        moment = {"parts": n * FILES // KILLS, "after": chance.uniform(0, 0.25)}
        kills += _kill_when(run, out, parts=int(moment["parts"]), after=moment["after"])
        now = _parts(out)
        assert written.items() <= now.items(), f"a part was lost or made twice (seed {seed})"
        written = now
    assert kills >= 2, "the run was killed while it worked"
    outcome = build_panel(folder, out, jobs=2)
    assert outcome.reused == len(written), f"what was read is read again (seed {seed})"
    assert written.items() <= _parts(out).items()
    build_panel(folder, tmp_path / "clean", jobs=2)
    names = sorted(path.name for path in (tmp_path / "clean").iterdir())
    assert sorted(path.name for path in out.iterdir()) == names
    for name in names:
        assert (out / name).read_bytes() == (tmp_path / "clean" / name).read_bytes()
    lists = [(tmp_path / f"{x}.quarantine.jsonl").read_bytes() for x in ("panel", "clean")]
    assert lists[0] == lists[1]
    assert not list(tmp_path.rglob("*.tmp")), "no half-written file is left"


def test_killed_while_the_tables_are_written_it_leaves_the_old_panel(folder: Path, tmp_path: Path) -> None:
    """The moment between the last part and the end, met again and again until it is hit."""
    out = tmp_path / "panel"
    build_panel(folder, out, jobs=2)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for n in range(FILES):
        (folder / f"{n:02}.txt").touch()
    for _ in range(4):
        run = _start(folder, out)
        deadline = time.monotonic() + SECONDS
        while run.poll() is None and not list(out.glob(".*.tmp")):
            assert time.monotonic() < deadline
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert (
            before.items()
            <= {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".parquet"}.items()
        )
    assert build_panel(folder, out, jobs=2).reused == FILES
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
