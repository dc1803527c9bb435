"""The panel on a Spark cluster: the same batch function, one file at a time on every executor.

Needs pyspark 4 or newer where the session runs, and duban with its extra `bulk` in the Python of
every worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.bulk.batch import batch_schema, build_batch_reader
from duban.bulk.find_files import SUFFIXES
from duban.documents.errors import MissingExtraError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FILES_PER_TASK = 50
"""Few enough that a task lost with its executor is soon done again."""


def spark_panel(session: SparkSession, folder: str, *, table: str = "wide", partitions: int | None = None) -> DataFrame:
    """A table of the panel, from every report under `folder`, which every executor must see.

    `folder` is a path or URI as `files.path` has it (file:///data/reports, hdfs://…). The rows are
    those of `build_panel`, each file's together and in order; the last column, `error`, is null but
    for a file that could not be read, which has one row. Spark's listing passes over files of no
    bytes, and names that begin with `_` or `.`. Raises `MissingExtraError` without pyspark.
    """
    try:
        from pyspark.sql.pandas.types import from_arrow_schema
        from pyspark.sql.types import StructType
    except ImportError as error:
        raise MissingExtraError("Spark", "spark") from error
    suffix_pattern = "|".join(sorted(suffix.lstrip(".") for suffix in SUFFIXES))
    file_rows = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(folder)
    files = file_rows.select("path", "content").where(
        rf"lower(path) rlike '\\.({suffix_pattern})$' and path not rlike '/~[$][^/]*$'"
    )
    partition_count = partitions or max(session.sparkContext.defaultParallelism * 4, 1)
    schema: StructType = from_arrow_schema(batch_schema(table))
    return files.repartition(partition_count).mapInArrow(build_batch_reader(table, folder), schema)
