"""Time per character at 1 MB beside that at 10 KB, for texts made to cost much.

The processor's time; the bar is 1.5. Each shape is read in this process, so `nice` it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import duban

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from hostile_shapes import SHAPES

SMALL, LARGE = 10_000, 1_000_000
BAR = 1.5


def per_character(shape: Callable[[int], str], size: int, rounds: int) -> float:
    """Microseconds of processor time per character, the best of some rounds."""
    text = shape(size)
    best = min(_seconds(text) for _ in range(rounds))
    return best / len(text) * 1e6


def _seconds(text: str) -> float:
    start = time.process_time()
    duban.read(text)
    return time.process_time() - start


def main() -> int:
    """Print the ratio of every shape; fail where one is over the bar."""
    duban.read(SHAPES["mixed"](SMALL))
    over = []
    for name in sys.argv[1:] or SHAPES:
        small, large = (per_character(SHAPES[name], *how) for how in ((SMALL, 5), (LARGE, 1)))
        ratio = large / small
        print(f"{name:28} {small:7.2f} µs at 10 KB {large:7.2f} µs at 1 MB  ratio {ratio:.2f}")
        over += [name] if ratio > BAR else []
    print(f"{len(over)} of {len(SHAPES)} over {BAR}: {', '.join(over) or 'none'}")
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main())
