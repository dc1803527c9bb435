"""No sentence of a real report is in the repository. Facts and figures may be; wording may not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Shorter pieces are set phrases, which every report shares and nobody owns.
LONGEST_SHARED = 24
_SENTENCE = re.compile(r"[^。！？；\n]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _stretches(text: str) -> set[str]:
    """Every stretch of LONGEST_SHARED characters within one sentence, if mostly Chinese."""
    found: set[str] = set()
    # Some reports are typed with ASCII commas: the same words, so they count as the same.
    for sentence in _SENTENCE.findall(text.replace(",", "，")):
        if len(_HAN.findall(sentence)) > LONGEST_SHARED // 2:
            places = range(len(sentence) - LONGEST_SHARED + 1)
            found |= {sentence[n : n + LONGEST_SHARED] for n in places}
    return found


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    if listed.returncode:
        pytest.skip("this is not a git checkout, so what belongs to it is not known")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _texts() -> Iterator[tuple[str, str]]:
    for path in _tracked():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_sentence_of_a_real_report_is_here(reports_dir: Path) -> None:
    # Hashes and one report at a time: the reports are many times the repository.
    ours = {hash(s): name for name, text in _texts() for s in _stretches(text)}
    found: dict[str, str] = {}
    for report in reports_dir.rglob("*.txt"):
        for stretch in _stretches(report.read_text(encoding="utf-8")):
            if hash(stretch) in ours:
                found.setdefault(ours[hash(stretch)], stretch)
    assert not found
