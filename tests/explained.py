"""Assertions whose failure says why: with the sentences of `duban explain`."""

from __future__ import annotations

from functools import singledispatch
from pathlib import Path
from typing import Any

from duban.assessment import Assessment
from duban.cli.explain import render_name, render_status, render_verdict
from duban.files import explain_file
from duban.verification import Verdict


@singledispatch
def explain(found: object) -> str:
    """Why it is as it is."""
    return str(found)


explain.register(Assessment, render_status)
explain.register(Verdict, render_verdict)


def explain_name(report: Path, start: int) -> str:
    """Why the number at an offset of a report's text got its name; empty where no number stands there."""
    return "\n".join(map(render_name, explain_file(report, start)))


def require(found: object, **expected: Any) -> None:
    """Fail with the explanation unless `found` has these values."""
    differences = [
        f"{name} is {value!r}, expected {expected_value!r}"
        for name, expected_value in expected.items()
        if (value := getattr(found, name)) != expected_value
    ]
    assert not differences, "\n".join([*differences, explain(found)])
