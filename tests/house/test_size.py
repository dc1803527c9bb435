"""Files stay under 400 lines and functions under 40, so that each can be read at one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 40

# What may be longer, and why. `path` or `path::function`.
EXCEPTIONS: dict[str, str] = {}

# Django writes migrations; nobody reads them at one sitting, and nobody edits them.
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("src", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCES)
def test_a_file_fits_one_sitting(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    if path not in EXCEPTIONS:
        assert len(source.splitlines()) <= FILE_LINES
    long = [
        f"{path}::{f.name} has {f.end_lineno - f.lineno + 1} lines"
        for f in _functions(ast.parse(source))
        if f.end_lineno is not None and f.end_lineno - f.lineno >= FUNCTION_LINES
        if f"{path}::{f.name}" not in EXCEPTIONS
    ]
    assert not long


def test_every_exception_is_still_needed_and_says_why() -> None:
    for name, reason in EXCEPTIONS.items():
        assert len(reason) > 20, f"{name}: say why"
        assert (ROOT / name.split("::")[0]).is_file(), f"{name} is gone: remove its exception"


TEMPLATE_WIDTH = 160
WIDE_LINES = 240
"""Lines that cannot be broken without a space appearing on the page. It may only shrink."""


def test_templates_have_one_tag_a_line() -> None:
    templates = sorted((ROOT / "src/duban_site").rglob("*.html"))
    wide = [
        f"{path.relative_to(ROOT)}:{number} has {len(line)} characters"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > TEMPLATE_WIDTH
    ]
    assert len(templates) > 100
    assert len(wide) <= WIDE_LINES, "\n".join(wide)
