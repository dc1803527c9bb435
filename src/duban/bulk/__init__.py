"""批量: the same reader over many files.

takes a folder, a list of paths or an Arrow batch; gives one Arrow table, or one Parquet file, and
the files that could not be read with their reasons; never lets one bad file stop the rest.
"""

from duban.bulk.batch import panel_schema, read_batch, read_batches
from duban.bulk.finding import SUFFIXES, reports_under
from duban.bulk.panel import Bad, Outcome, Progress, build_panel

__all__ = [
    "SUFFIXES",
    "Bad",
    "Outcome",
    "Progress",
    "build_panel",
    "panel_schema",
    "read_batch",
    "read_batches",
    "reports_under",
]
