"""Look for parts of a zip file without reading any, in an isolated process."""

from __future__ import annotations

from pathlib import Path

from duban.isolation import IsolationError, isolated
from duban.sources.errors import SourceError
from duban.sources.limits import MAX_FILE_BYTES
from duban.sources.package import Package, bomb


def part_among(path: Path, names: list[str]) -> str | None:
    """The first of `part_names` that is a part of the zip file; None where none is.

    Raises `SourceError` for a zip that is damaged, too large or made to cost much.
    """
    try:
        return isolated(_part_among, raises=(SourceError,))(path, names)
    except IsolationError as error:
        raise SourceError(error.zh, error.en) from error


def _part_among(path: Path, names: list[str]) -> str | None:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise bomb()
    package = Package(data)
    return next((name for name in names if name in package), None)
