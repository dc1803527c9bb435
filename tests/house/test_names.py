"""Names say what a thing is: none of the vague words, save where a name is a promise to the outside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# They could be said of anything: `found` of a claim, a file and a fault alike. Say which.
VAGUE_WORDS = frozenset(
    re.findall(
        r"\w+",
        """told tell found held hold kept keep shown own asked asking said saying given made seen known whole
        happen happened things stuff when drawn taken left put wanted counted one other others here there""",
    )
)

_JSON = "a key of JSON that is stored or that others read"
_COLUMN = "a column of a table, or the value of one in files that were written"
_OPTION = "an option of a command, passed by its name"

# A name that others rely on. Anything else is renamed, not added here.
ALLOWED: dict[str, str] = {
    "FOUND": f"{_COLUMN}: coverage.csv",
    "OTHER_FIGURE": f"{_COLUMN}: coverage.csv",
    "OTHER": "the category 其他 of a list, which is called so",
    "left": "an edge of a paragraph, beside right",
    "left_margin": "python-docx's name of a page's edge",
    "made_on": f"{_OPTION}: duban chain sign --made-on",
    "held_on": f"{_OPTION}: duban minutes --held-on",
    "kept": f"{_OPTION}: --kept SEQ:HASH",
    "keep": f"{_OPTION}: duban backup --keep",
    "whole": f"{_JSON}: evidence of a claim",
    "asked": f"{_JSON}: a month's reports, the API's list of commitments",
    "made": f"{_JSON}: the manifest of a backup",
    "happened_at": f"{_JSON}: the API",
    "put_record": "HTTP's PUT, and the operation's name in the API's schema",
    "PutRecord": "HTTP's PUT, and the schema's name in the API",
    "put_records_in_bulk": "HTTP's PUT, and the operation's name in the API's schema",
    "AskedClaim": "a schema's name in the API, from which clients are generated",
    "AskedCommitment": "a schema's name in the API, from which clients are generated",
    "other_names": "a field of a form",
    "clean_other_names": "Django's hook for the form's field",
    "others": f"{_COLUMN}: bodies that a record mentions",
    "scopes_given": _COLUMN,
    "made_at": _COLUMN,
    "made_by": _COLUMN,
    "seen_at": _COLUMN,
    "shown_at": _COLUMN,
    "asked_at": _COLUMN,
    "asked_by": _COLUMN,
    "asked_on": _COLUMN,
    "cancel_asked": _COLUMN,
    "counted": f"{_COLUMN}: how many records a stored reading counts",
    "CountedPage": "a table",
    "KnownDevice": "a table",
}


def _split_words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _list_bound_names(node: ast.AST) -> Iterator[str | None]:
    """The names that a node gives to something: definitions, parameters, variables, attributes, aliases."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
            yield node.name
        case ast.arg():
            yield node.arg
        case ast.alias():
            yield node.asname
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case ast.Attribute(ctx=ast.Store()):
            yield node.attr


@cache
def _find_vague_names() -> dict[str, list[str]]:
    """Vague name → the places in src that bind it."""
    places: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _list_bound_names(node):
                if name and _split_words(name) & VAGUE_WORDS:
                    places.setdefault(name, []).append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {name}")
    return places


def test_no_name_is_vague() -> None:
    vague = [place for name, places in _find_vague_names().items() if name not in ALLOWED for place in places]
    assert not vague, "name what it is (docs/decisions/0120-names-in-whole-words.md):\n" + "\n".join(vague)


def test_every_allowed_name_is_still_in_use_and_says_why() -> None:
    assert [name for name in ALLOWED if name not in _find_vague_names()] == []
    assert all(len(reason) > 6 for reason in ALLOWED.values())


def test_words_are_seen_in_every_kind_of_name() -> None:
    code = "def find_kept(self, one):\n  self.held = other = 1\nimport a as made\nclass KeptRow: ...\n"
    names = [name for node in ast.walk(ast.parse(code)) for name in _list_bound_names(node) if name]
    assert {name for name in names if _split_words(name) & VAGUE_WORDS} == {
        *("find_kept", "one", "held", "other", "made", "KeptRow"),
    }
