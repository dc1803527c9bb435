"""批量: the same reader over many files.

takes a folder, a list of paths or an Arrow batch; gives the panel's tables as Arrow or Parquet, and
the files that could not be read, with reasons; never lets one bad file stop the rest.
"""

from duban.bulk.batch import batch_schema, panel_schema, read_batch, read_batches, reader
from duban.bulk.exporting import export
from duban.bulk.finding import SUFFIXES, reports_under
from duban.bulk.manifest import ManifestError
from duban.bulk.outcome import Bad, Outcome, Progress
from duban.bulk.panel import build_panel
from duban.bulk.schema import FOLDER_TABLES, TABLES
from duban.bulk.target import Target

__all__ = [
    "FOLDER_TABLES",
    "SUFFIXES",
    "TABLES",
    "Bad",
    "ManifestError",
    "Outcome",
    "Progress",
    "Target",
    "batch_schema",
    "build_panel",
    "export",
    "panel_schema",
    "read_batch",
    "read_batches",
    "reader",
    "reports_under",
]
