"""What a user's Spark program is: read a folder on a cluster, and keep the panel as Parquet.

spark_driver.py MASTER FOLDER TABLE OUTPUT
"""

import sys

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from duban.bulk.spark import spark_panel


def main() -> None:
    """Run it, and print how many executors there were."""
    master, folder, table, output = sys.argv[1:]
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
    found = spark_panel(session, folder, table=table).toArrow()
    pq.write_table(found, output)
    executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    sys.stdout.write(f"executors {executors}\n")
    session.stop()


if __name__ == "__main__":
    main()
