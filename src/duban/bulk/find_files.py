"""Which files under a folder are reports: by their names, without opening them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from duban.sources import list_archive_files

_SUFFIX_WORDS = ".txt .md .html .htm .mht .mhtml .doc .wps .docx .rtf .odt .pdf .ofd .xls .et .xlsx .ods"
SUFFIXES = frozenset(_SUFFIX_WORDS.split())
KINDS_TEXT = "txt md html mht doc wps docx rtf odt pdf ofd xls xlsx ods zip"
"""The kinds of file that are read, as a message names them."""
_ARCHIVE_SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The files under a folder: reports by their names, and kinds of file that are not read."""

    reports: list[Path] = field(default_factory=list)
    unsupported: list[Path] = field(default_factory=list)


def find_reports(folder: Path, on_error: Callable[[OSError], None] | None = None) -> list[Path]:
    """Every report file under `folder`, as `find_files` finds them."""
    return find_files(folder, on_error).reports


def find_files(folder: Path, on_error: Callable[[OSError], None] | None = None) -> FolderFiles:
    """Every file under `folder`, sorted by path, so that two runs agree on the order.

    An archive of several files stands as those files (`reports.zip/2025.docx`). Hidden files and
    folders, and Office's lock files (~$…), are passed over; links to folders are not followed, so a
    loop cannot arise. A folder that cannot be listed goes to `on_error`.
    """
    folder_files = FolderFiles()
    for directory, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith((".", "~$")):
                continue
            path, suffix = Path(directory, name), Path(name).suffix.lower()
            if suffix == _ARCHIVE_SUFFIX:
                folder_files.reports.extend(list_archive_files(path) or [path])
            else:
                (folder_files.reports if suffix in SUFFIXES else folder_files.unsupported).append(path)
    folder_files.reports.sort()
    folder_files.unsupported.sort()
    return folder_files
