"""批量: the same reader over many files.

takes a folder, a list of paths or an Arrow batch; gives the panel's tables as Arrow or Parquet, and
the files that could not be read, with reasons; never lets one bad file stop the rest.
"""

from duban.bulk.batch import batch_schema, build_batch_reader, panel_schema, read_batch, read_batches
from duban.bulk.export_tables import export
from duban.bulk.find_files import SUFFIXES, find_reports
from duban.bulk.outcome import BadFile, Outcome, Progress
from duban.bulk.panel import build_panel
from duban.bulk.panel_output import PanelOutput
from duban.bulk.schema import FOLDER_TABLES, TABLES

__all__ = [
    "FOLDER_TABLES",
    "SUFFIXES",
    "TABLES",
    "BadFile",
    "Outcome",
    "PanelOutput",
    "Progress",
    "batch_schema",
    "build_batch_reader",
    "build_panel",
    "export",
    "find_reports",
    "panel_schema",
    "read_batch",
    "read_batches",
]
