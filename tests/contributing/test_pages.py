"""Each page of docs/contributing shows a change that works: it applies, touches what it says, and its test passes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "contributing").glob("add-*.md"))
TOUCHED = re.compile(r"^diff --git a/\S+ b/(\S+)$", flags=re.M)
FOLDERS = ("src", "tests", "docs")
SKIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")


def _change(page: Path) -> str:
    (change,) = re.findall(r"```diff\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.S)
    return change


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the changes of all pages."""
    folder = tmp_path_factory.mktemp("contributing") / "tree"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=SKIPPED)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for page in PAGES:
        apply = ["git", "apply", "-C1", "--whitespace=nowarn", "-"]
        outcome = subprocess.run(apply, cwd=folder, input=_change(page), capture_output=True, text=True, check=False)
        assert outcome.returncode == 0, f"{page.name} shows a change that no longer fits the code:\n{outcome.stderr}"
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_change_touches_only_files_that_the_page_names(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"^- `([^`]+)`", text.partition("## The change")[0], flags=re.M))
    touched = set(TOUCHED.findall(_change(page)))
    assert touched
    assert touched - named == set()


def test_the_small_test_of_every_page_passes(tree: Path) -> None:
    commands = [re.findall(r"^Its test: `python -m pytest ([^`]+)`", page.read_text("utf-8"), re.M) for page in PAGES]
    assert all(len(command) == 1 for command in commands)
    arguments = [command[0].split(" -k ") for command in commands]
    # One run for all: a filter by name (-k) would hold for the others too, so it is written as a node's part.
    files = [first for first, *_rest in arguments]
    filters = [rest[0] for _first, *rest in arguments if rest]
    wanted = " or ".join([*filters, *(Path(path).stem for path, *rest in arguments if not rest)])
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files, "-k", wanted]
    outcome = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-2000:]
    assert re.search(r"\b2\d passed", outcome.stdout), outcome.stdout[-300:]
