"""Write a file atomically: completely, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replace_atomically(target_path: Path) -> Iterator[Path]:
    """A temporary path beside `target_path` that replaces it when the context ends.

    On an exception the temporary file is removed and `target_path` stays as it was. A link is
    followed; a device or pipe is written to directly. Raises `OSError`.
    """
    target_path = target_path.resolve()
    if target_path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target_path))
    if target_path.exists() and not target_path.is_file():
        yield target_path
        return
    temporary_path = target_path.with_name(f".{target_path.name[:80]}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        yield temporary_path
        if target_path.exists():
            temporary_path.chmod(target_path.stat().st_mode & 0o777)
        os.replace(temporary_path, target_path)
    except OSError as error:
        if error.filename in (temporary_path, str(temporary_path)):
            error.filename = str(target_path)  # the name that the user knows
        raise
    finally:
        temporary_path.unlink(missing_ok=True)


def save_atomically(target_path: Path, data: bytes) -> None:
    """Write `data` to `target_path`, completely or not at all. Raises `OSError`."""
    with replace_atomically(target_path) as temporary_path:
        temporary_path.write_bytes(data)
