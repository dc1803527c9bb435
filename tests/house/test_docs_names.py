"""Names of code in the documentation exist: modules, calls, dotted names, files, models of an app."""

from __future__ import annotations

import ast
import builtins
import importlib
import pkgutil
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from duban.assessment.rules import RULE_OPTIONS

OWN_PATH = Path(__file__).resolve()
ROOT = OWN_PATH.parents[2]
PAGES = sorted(page for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if page.name != "CHANGELOG.md")
FOLDERS = ("src", "tests", "tools", "bench", "deploy")
TEXT_SUFFIXES = frozenset({".py", ".toml", ".html", ".json", ".js", ".css", ".po", ".csv", ".tsv", ".conf", ".service"})

DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
CALL = re.compile(r"([A-Za-z_][\w.]*)\(.*\)")
SNAKE_CASE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
PYTHON_FILE = re.compile(r"(?:[\w-]+/)*\w+\.py")
IMPORT = re.compile(r"^from (duban[\w.]*) import (.+)$", flags=re.M)

NAME_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.FunctionDef: ("name",),
    ast.ClassDef: ("name",),
    ast.Name: ("id",),
    ast.Attribute: ("attr",),
    ast.arg: ("arg",),
    ast.keyword: ("arg",),
    ast.alias: ("name", "asname"),
    ast.Constant: ("value",),
}

# What the pages name that is not code of this repository, and why.
NAMES_OF_OTHERS = {
    "read.csv": "R, in a guide to using the panel elsewhere",
    "file_digest": "Python 3.11, in the reason for the lowest version",
    "kept_parts": "a decision tells what was taken out",
    "duban/cli/serve.py": "a decision says why there is no such file",
}
FILE_ENDING = re.compile(
    r"py|toml|md|html|jsonl?|jsonld|csv|tsv|xlsx|docx|parquet|txt|gz|tar|pem|conf|service|timer|xml|pdf|ics|zip|po|mo"
    r"|lock|ipynb|key|retired|example"
)


@cache
def _python_files() -> tuple[Path, ...]:
    return tuple(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if path != OWN_PATH)


@cache
def _parse_names(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a file defines, binds, uses or holds as text (keys, actions); and its classes."""
    names, classes = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for field in NAME_FIELDS.get(type(node), ()):
            names.add(getattr(node, field))
        if isinstance(node, ast.ClassDef):
            classes.add(node.name)
    return frozenset(name for name in names if isinstance(name, str)), frozenset(classes)


@cache
def _members_by_owner() -> dict[str, set[str]]:
    """By each folder, module and class: the names in the files that are, hold or define it."""
    members = defaultdict(set)
    for path in (ROOT / "src").rglob("*.py"):
        names, classes = _parse_names(path)
        parts = path.relative_to(ROOT).with_suffix("").parts
        for owner in {*parts, *classes}:
            members[owner].update(names, parts)
    return members


@cache
def _identifiers() -> frozenset[str]:
    return frozenset(dir(builtins)).union(*(_parse_names(path)[0] for path in _python_files()))


@cache
def _words() -> frozenset[str]:
    """Every word in code, declarations, templates: keys and columns stand there as text."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in TEXT_SUFFIXES]
    return frozenset(
        word
        for path in [*files, ROOT / "pyproject.toml"]
        if path != OWN_PATH
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    )


def _exists_elsewhere(dotted: str) -> bool:
    """Whether a name is an attribute of an installed module, such as `hashlib.file_digest`."""
    if dotted.partition(".")[0] in (*FOLDERS, "duban", "duban_site"):
        return False
    try:
        pkgutil.resolve_name(dotted)
    except (ImportError, AttributeError, ValueError):
        return False
    return True


def _is_member(owner: str, name: str) -> bool:
    members = _members_by_owner().get(owner)
    return name in members if members else owner[0].islower() and {owner, name} <= _words()


def _is_in_package(parts: list[str]) -> bool:
    """Whether `duban.registers.folding.fold` is a module, or a name in one."""
    path = ROOT.joinpath("src", *parts)
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module = path.parent / "__init__.py" if path.parent.is_dir() else path.parent.with_suffix(".py")
    return module.is_file() and parts[-1] in _parse_names(module)[0]


def _is_wrong(term: str) -> bool:
    if term in NAMES_OF_OTHERS or term in RULE_OPTIONS:
        return False
    if PYTHON_FILE.fullmatch(term):
        return not any(path.as_posix().endswith(f"/{term}") for path in [*_python_files(), OWN_PATH])
    call = CALL.fullmatch(term)
    name = call[1] if call else term
    *owners, last = name.split(".")
    if name in NAMES_OF_OTHERS or (not call and FILE_ENDING.fullmatch(last)):
        return False
    if not owners:
        return name not in _identifiers() if call else bool(SNAKE_CASE.fullmatch(name)) and name not in _words()
    if not DOTTED.fullmatch(name) or name in _identifiers() or _exists_elsewhere(name):
        return False
    if owners[0] in ("duban", "duban_site"):
        return not _is_in_package([*owners, last])
    return not all(_is_member(owner, member) for owner, member in zip(owners, [*owners[1:], last], strict=True))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_name_of_code_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wrong = [
        f"{page.relative_to(ROOT)}:{number}: `{term}`"
        for number, line in enumerate(text.splitlines(), 1)
        for term in re.findall(r"`([^`]+)`", line)
        if _is_wrong(term) and f" b/{term}\n" not in text  # a page's own diff may make the file
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_import_of_an_example_works(page: Path) -> None:
    for module, names in IMPORT.findall(page.read_text(encoding="utf-8")):
        imported = importlib.import_module(module)
        assert [name for name in re.findall(r"\w+", names) if not hasattr(imported, name)] == [], module


@pytest.mark.parametrize(
    "term",
    [
        "measured_at(record)",
        "duban.registers.changing",
        "assessment/judging.py",
        "what_if",
        "policy.visible",
        "Line.sum",
    ],
)
def test_a_name_that_is_gone_is_wrong(term: str) -> None:
    assert _is_wrong(term)


def test_no_exception_is_left_over() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in NAMES_OF_OTHERS if name not in pages] == []
