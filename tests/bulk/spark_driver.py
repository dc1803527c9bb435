"""What a user's Spark program is: read a folder on a cluster, and keep the panel as Parquet.

spark_driver.py MASTER FOLDER TABLE[,TABLE…] OUTPUT [warm]: each table goes to TABLE.parquet in the
folder OUTPUT; `warm` starts every Python before it is timed.
"""

import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from duban.bulk.spark import spark_panel


def main() -> None:
    """Run it, and print how many executors there were."""
    master, folder, named, output, *warm = sys.argv[1:]
    tables = named.split(",")
    Path(output).mkdir(exist_ok=True)
    session = (
        SparkSession.builder.master(master)
        .appName("duban")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "512m")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.cores", "1")
        .config("spark.ui.enabled", "false")
        .config("spark.scheduler.minRegisteredResourcesRatio", "1")
        .config("spark.cores.max", "2")
        .getOrCreate()
    )
    if warm:
        spark_panel(session, folder, table=tables[0]).limit(200).toArrow()
    began = time.perf_counter()
    for table in tables:
        found = spark_panel(session, folder, table=table).toArrow()
        pq.write_table(found, Path(output) / f"{table}.parquet")
    sys.stdout.write(f"seconds {time.perf_counter() - began:.2f}\n")
    executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    sys.stdout.write(f"executors {executors}\n")
    session.stop()


if __name__ == "__main__":
    main()
