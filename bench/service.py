"""A service with a folder and a database of its own, for what is measured on it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
HELPERS = (str(TESTS), str(TESTS / "site"))
DEMO = {"DUBAN_MODE": "demo", "DUBAN_TLS": "0", "DUBAN_LOG": "ERROR"}
"""The settings of a demonstration: no secret to keep, no TLS."""


def measured(
    name: str,
    measure: Callable[[Path], int],
    *,
    settings: dict[str, str] | None = None,
    postgres: bool = True,
    programs: Sequence[str] = (),
) -> int:
    """What `measure` returns for a folder, with Django set up and its tables made.

    0 with the reason printed where it cannot run. SQLite unless `postgres`.
    """
    sys.path[:0] = [folder for folder in HELPERS if folder not in sys.path]
    reason = _missing(postgres, programs)
    if reason is not None:
        print(f"{name}: not measured: {reason}")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="duban-bench-"))
    try:
        if not postgres:
            return _set_up(folder, "", settings or DEMO, measure)
        from postgres_server import PostgresServer

        server = PostgresServer(folder / "postgres")
        try:
            return _set_up(folder, server.start(), settings or DEMO, measure)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _missing(postgres: bool, programs: Sequence[str]) -> str | None:
    modules = ("django", "granian", "psycopg")
    absent = [module for module in modules if importlib.util.find_spec(module) is None]
    if absent:
        return f"{', '.join(absent)} not installed (pip install '.[site]')"
    for program in programs:
        if shutil.which(program) is None:
            return f"no {program} (apt install {program})"
    if not postgres:
        return None
    from postgres_server import why_not

    return why_not()


def _set_up(folder: Path, url: str, settings: dict[str, str], measure: Callable[[Path], int]) -> int:
    own = {"DJANGO_SETTINGS_MODULE": "duban_site.settings", "DUBAN_DATA": str(folder / "data")}
    os.environ |= {**settings, **own, "DATABASE_URL": url}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return measure(folder)
