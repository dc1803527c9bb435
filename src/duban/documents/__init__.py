"""成文: a report as files that people and tools open.

takes a `Report`; gives bytes or text: csv, xlsx, parquet, json, jsonl and the living report;
never reads a file, never changes what was read, never leaves half a file behind.
"""

from duban.documents.errors import MissingExtraError

__all__ = ["MissingExtraError"]
