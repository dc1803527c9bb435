"""A real standalone Spark cluster on loopback, for one test run: a master and two workers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
HERE = "127.0.0.1"
SECONDS = 300


def why_not() -> str | None:
    """Why no cluster can be started; None when one can."""
    if not PYTHON.exists():
        return "no pyspark: run make .venv-spark/.ready"
    if shutil.which("java") is None:
        return "no Java (apt install default-jre-headless)"
    return None


class SparkCluster:
    """Listens on free local ports only; keeps its files in `folder`."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder, self.workers = folder, workers
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> str:
        """Start it, wait until every worker is known, and give its URL."""
        self.folder.mkdir(parents=True)
        self._run("master", "org.apache.spark.deploy.master.Master", "--port", "0")
        url = self._said("master", r"Starting Spark master at (spark://\S+)", 1)[0]
        for n in range(self.workers):
            place = ["--work-dir", str(self.folder / f"work{n}"), "--cores", "1", "-m", "1g", url]
            self._run(f"worker{n}", "org.apache.spark.deploy.worker.Worker", *place)
        self._said("master", r"Registering worker (\S+)", self.workers)
        return url

    def stop(self) -> None:
        """Stop the workers, then the master."""
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def environment(self) -> dict[str, str]:
        """The environment of everything that takes part."""
        return os.environ | {
            "SPARK_HOME": str(self._home()),
            "SPARK_LOCAL_IP": HERE,
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
            "PYSPARK_PYTHON": str(PYTHON),
            # Short-lived JVMs start sooner without their second compiler and parallel collector.
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        }

    def _home(self) -> Path:
        return next((ROOT / ".venv-spark" / "lib").glob("python*/site-packages/pyspark"))

    def _run(self, name: str, what: str, *words: str) -> None:
        command = [str(self._home() / "bin" / "spark-class"), what, "--host", HERE]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--webui-port", "0", *words], stdout=log, stderr=subprocess.STDOUT, env=self.environment()
            )
        self.started.append(process)

    def _said(self, name: str, pattern: str, times: int) -> list[str]:
        """What a log says at least so many times, once it does."""
        deadline = time.monotonic() + SECONDS
        while True:
            log = (self.folder / f"{name}.log").read_text(errors="replace")
            found = re.findall(pattern, log)
            if len(found) >= times:
                return found
            ended = any(p.poll() is not None for p in self.started)
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"the cluster did not start:\n{log[-2000:]}")
            time.sleep(0.1)
