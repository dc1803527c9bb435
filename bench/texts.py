"""What the benchmarks read: real reports where there are some, the bundled sample elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "duban" / "data" / "sample" / "report-2026.txt"
# The length of a provincial report.
LENGTH = 20_000


def reports() -> list[Path]:
    """The real reports of DUBAN_REPORTS (or ../shared/reports), or the sample alone."""
    folder = Path(os.environ.get("DUBAN_REPORTS") or ROOT.parent / "shared" / "reports")
    return sorted(folder.rglob("*.txt")) or [SAMPLE]


def one_report() -> tuple[str, str]:
    """A report's name and text: of those about LENGTH long, the one with the most digits.

    A report of figures is what everybody has to work for; one of prose flatters whoever is quick to
    see that there is nothing to do.
    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in reports()}
    near = [n for n in texts if abs(len(texts[n]) - LENGTH) < LENGTH / 4] or list(texts)
    name = max(near, key=lambda n: sum(c in "0123456789" for c in texts[n]))
    return name, texts[name]
