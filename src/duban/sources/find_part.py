"""Look for parts of a zip file without reading any, in an isolated process."""

from __future__ import annotations

from pathlib import Path

from duban.isolation import IsolationError, isolate
from duban.sources.errors import SourceError
from duban.sources.limits import MAX_FILE_BYTES
from duban.sources.package import Package, zip_bomb_error


def find_part(path: Path, part_names: list[str]) -> str | None:
    """The first of `part_names` that is a part of the zip file; None where none is.

    Raises `SourceError` for a zip that is damaged, too large or made to cost much.
    """
    try:
        return isolate(_find_part_directly, raises=(SourceError,))(path, part_names)
    except IsolationError as error:
        raise SourceError(error.notices) from error


def _find_part_directly(path: Path, part_names: list[str]) -> str | None:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise zip_bomb_error()
    package = Package(data)
    return next((part_name for part_name in part_names if part_name in package), None)
