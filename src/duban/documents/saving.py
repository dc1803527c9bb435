"""Write a file atomically: completely, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target_path` that replaces it when the context ends.

    On an exception the temporary file is removed and `target_path` stays as it was. A link is
    followed; a device or pipe is written to directly. Raises `OSError`.
    """
    target = target.resolve()
    if target.is_dir():
        raise IsADirectoryError(f"{target} 是目录，不是文件")
    if target.exists() and not target.is_file():
        yield target
        return
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        yield beside
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        os.replace(beside, target)
    except OSError as error:
        if error.filename in (beside, str(beside)):
            error.filename = str(target)  # the name that the user knows
        raise
    finally:
        beside.unlink(missing_ok=True)


def save(target: Path, data: bytes) -> None:
    """Write `data` to `target_path`, completely or not at all. Raises `OSError`."""
    with replacing(target) as path:
        path.write_bytes(data)
