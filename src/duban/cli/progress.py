"""The progress of a long run: a bar on a terminal, elsewhere a line every 100 files."""

from __future__ import annotations

import time
from typing import TextIO

from duban.bulk import Progress

EVERY = 100
BAR = 30


class Meter:
    """Shows `Progress` on a stream; a bar is redrawn at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.live = stream.isatty()
        self.began = time.monotonic()
        self.drawn = 0.0

    def __call__(self, at: Progress) -> None:
        """Show how far the run is."""
        if self.live:
            now = time.monotonic()
            if now - self.drawn >= 0.1 or at.done == at.total:
                self.drawn = now
                self.stream.write(f"\r\x1b[K{self._bar(at)}" + "\n" * (at.done == at.total))
                self.stream.flush()
        elif at.done % EVERY == 0 or at.done == at.total:
            self.stream.write(f"{at.done}/{at.total} 个文件，{at.bad} 个读不了\n")
            self.stream.flush()

    def _bar(self, at: Progress) -> str:
        filled = BAR * at.done // max(1, at.total)
        seconds = max(0.001, time.monotonic() - self.began)
        left = (at.total - at.done) * seconds / max(1, at.done)
        bar = "█" * filled + "·" * (BAR - filled)
        bad = f"，{at.bad} 个读不了" if at.bad else ""
        rate = f"{at.done / seconds:.0f} 个/秒，还要 {left:.0f} 秒"
        return f"{bar} {at.done}/{at.total}（{rate}{bad}）"
