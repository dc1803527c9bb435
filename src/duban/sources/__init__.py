"""来源: file bytes to text.

takes a path or bytes; gives a `Document` (text with positions, title, jurisdiction, date, year);
never interprets what the text says beyond its own heading.
"""

from duban.sources.errors import SourceError
from duban.sources.files import list_archive_files, read_file_bytes
from duban.sources.html_furniture import is_furniture
from duban.sources.language_check import refuse_foreign
from duban.sources.open_document import open_bytes, open_file, open_text

__all__ = [
    "SourceError",
    "is_furniture",
    "list_archive_files",
    "open_bytes",
    "open_file",
    "open_text",
    "read_file_bytes",
    "refuse_foreign",
]
