"""Which files under a folder are reports: by their names, since to open one would be to read it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

SUFFIXES = frozenset({".txt", ".html", ".htm", ".docx", ".pdf", ".ofd"})


def reports_under(folder: Path, on_error: Callable[[OSError], None] | None = None) -> list[Path]:
    """Every report file under `folder`, sorted by path, so that two runs agree on the order.

    Hidden files and folders, and Office's lock files (~$…), are passed over; links to folders are
    not followed, so a loop cannot arise. A folder that cannot be listed goes to `on_error`.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if _is_report(name)]
    return sorted(found)


def _is_report(name: str) -> bool:
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUFFIXES
