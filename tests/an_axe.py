"""axe-core on a page: what is serious in it."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from typing import Any

import pytest

SERIOUS = ("serious", "critical")
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


@cache
def _source() -> str:
    """The source of axe-core, from the wheel that carries it; else skips, and fails in CI."""
    try:
        return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        reason = "no axe-core: pip install 'duban[dev]'"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        raise


def faults(page: Any) -> list[str]:
    """Each serious fault as rule, node and what to do."""
    page.evaluate(_source())
    return [
        f"{fault['id']} {node['target']} {fault['help']}"
        for fault in page.evaluate(RUN)
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]
