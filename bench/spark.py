"""The panel on a Spark cluster of one master and two workers that is started for the measurement.

The cluster is the one of the tests (tests/bulk/spark_cluster.py).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.texts import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from bulk import spark_cluster

DRIVER = ROOT / "tests" / "bulk" / "spark_driver.py"


def why_not() -> str | None:
    """Why no cluster can be started; None when one can."""
    return spark_cluster.why_not()


def seconds(folder: Path) -> float:
    """How long a warm session takes for the folder's claims."""
    with tempfile.TemporaryDirectory() as name:
        cluster = spark_cluster.SparkCluster(Path(name) / "cluster")
        try:
            words = [cluster.start(), folder.as_uri(), "claim", f"{name}/out", "warm"]
            done = subprocess.run(
                [str(spark_cluster.PYTHON), str(DRIVER), *words],
                env=cluster.environment(),
                check=True,
                capture_output=True,
                text=True,
            )
        finally:
            cluster.stop()
    return float(re.findall(r"seconds ([\d.]+)", done.stdout)[0])
