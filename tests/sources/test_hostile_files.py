"""Files that ask for much are refused in words, soon, and take little memory."""

from __future__ import annotations

import contextlib
import resource
import sys
import time

import pytest

from duban.documents.breakdown_xlsx import BreakdownError, read_sheet_rows
from duban.files import read_bytes_isolated
from duban.registers.sheets import SheetError, open_sheets
from duban.sources import SourceError
from hostile_files import FILES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits")
LONGEST = 40
"""Seconds: ten of processor, on a machine that is busy."""


@pytest.mark.parametrize("name", FILES)
def test_it_costs_little(name: str) -> None:
    data, began = FILES[name](), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    for read in (lambda: read_bytes_isolated(data, name), lambda: open_sheets(name, data)):
        try:
            read()
        except (SourceError, SheetError) as error:
            assert any(mark in str(error) for mark in "。；")  # noqa: PT017 either is right
    if name.endswith("xlsx"):
        with contextlib.suppress(BreakdownError):
            read_sheet_rows(data)
    assert time.monotonic() - began < 3 * LONGEST
    assert sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - spent < 3 * 12
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 600_000, f"{grown / 1024:.0f} MB more in the process that asked"
