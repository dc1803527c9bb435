"""The progress of a long run: a bar on a terminal, elsewhere a line every 100 files."""

from __future__ import annotations

import time
from typing import TextIO

from duban.bulk import Progress

FILES_PER_LINE = 100
BAR_LENGTH = 30


class ProgressMeter:
    """Shows `Progress` on a stream; a bar is redrawn at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        self.start_time = time.monotonic()
        self.update_time = 0.0

    def __call__(self, progress: Progress) -> None:
        """Show how far the run is."""
        if self.is_terminal:
            now = time.monotonic()
            if now - self.update_time >= 0.1 or progress.done == progress.total:
                self.update_time = now
                self.stream.write(f"\r\x1b[K{self._render_bar(progress)}" + "\n" * (progress.done == progress.total))
                self.stream.flush()
        elif progress.done % FILES_PER_LINE == 0 or progress.done == progress.total:
            self.stream.write(f"{progress.done}/{progress.total} 个文件，{progress.bad} 个读不了\n")
            self.stream.flush()

    def _render_bar(self, progress: Progress) -> str:
        filled = BAR_LENGTH * progress.done // max(1, progress.total)
        seconds = max(0.001, time.monotonic() - self.start_time)
        remaining_seconds = (progress.total - progress.done) * seconds / max(1, progress.done)
        bar = "█" * filled + "·" * (BAR_LENGTH - filled)
        bad_text = f"，{progress.bad} 个读不了" if progress.bad else ""
        rate_text = f"{progress.done / seconds:.0f} 个/秒，还要 {remaining_seconds:.0f} 秒"
        return f"{bar} {progress.done}/{progress.total}（{rate_text}{bad_text}）"
