"""A worker that knows the tests' kinds of jobs."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()
sys.path.insert(0, str(Path(__file__).parent))

import kinds  # noqa: E402, F401

from duban_site.jobs import worker  # noqa: E402

worker.WorkerLoop().run()
