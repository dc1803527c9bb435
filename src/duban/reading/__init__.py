"""阅读: text to report.

takes a `Document`; gives a `Report`, and an `Unread` with its reason for what it passed over;
never raises on odd prose, never reads a file, never keys on a city or a year.
"""

from duban.reading.document_kinds import DocumentClass, find_document_class
from duban.reading.report import read_document

__all__ = ["DocumentClass", "find_document_class", "read_document"]
