"""Runs `duban` commands, each in a fork of this process, which has imported what most of them import.

A command's code, folder, environment and streams are its own, as in a process of its own; importing,
half of a short command's time, is done once. One JSON object a line: the task in, its exit code out.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

PRELOADED = (
    "duban.cli.commands",
    "duban.assessment",
    "duban.comparison",
    "duban.documents.facing.changes",
    "duban.files",
    "duban.minutes",
    "duban.registers",
    "duban.sources.open_document",
    "duban.verification",
    "cryptography.hazmat.primitives.ciphers.aead",
    "django.core.mail.backends.smtp",
    "django.core.management",
    "django.db.migrations.executor",
    "django.db.backends.sqlite3.base",
    "django.forms",
    "django.template.defaultfilters",
    "django.urls",
    "django.views.generic",
    "psycopg",
    "segno",
)
"""Nothing that reads the settings."""


def main() -> None:
    """Serve tasks until the input ends."""
    for name in PRELOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            run_command(json.loads(line))
            return
        exit_code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        sys.stdout.write(f"{exit_code}\n")
        sys.stdout.flush()


def run_command(task: dict[str, Any]) -> None:
    """Become the command; what it says goes into the file `output`."""
    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["environment"])
    streams = os.open(os.devnull, os.O_RDONLY), os.open(task["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number, stream in enumerate((streams[0], streams[1], streams[1])):
        os.dup2(stream, number)
    sys.argv = ["duban", *task["words"]]
    from duban.cli import main as run_duban

    run_duban(prog_name="duban")


if __name__ == "__main__":
    main()
