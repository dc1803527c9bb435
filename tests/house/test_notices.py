"""Every notice's sentence stands once, in the catalogue, in both languages; none stands in code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from duban.notices import Place, load_catalogue, load_place_labels, make_notice
from duban.notices.entries import list_parameters

CATALOGUE = load_catalogue()
ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TYPED = re.compile(r"是 or 否|“[^”]*”")
"""Chinese in an English sentence: what is to be typed."""


MAKERS = {"make_notice", "make_problem", "refuse", "Notice", "NoticeError"}
"""What makes a notice; names in both languages may stand in its parameters as `Name`, made before."""


@cache
def _list_texts() -> frozenset[str]:
    """Every text constant of the sources."""
    paths = [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_says_the_same_in_both_languages(code: str) -> None:
    entry = CATALOGUE[code]
    assert entry.zh
    assert entry.en
    assert bool(entry.do_zh) == bool(entry.do_en)
    assert list_parameters(entry.zh + entry.do_zh) == list_parameters(entry.en + entry.do_en)
    assert not CHINESE.search(TYPED.sub("", entry.en + entry.do_en))


def test_every_entry_is_in_use() -> None:
    assert [code for code in (*CATALOGUE, *load_place_labels()) if code not in _list_texts()] == []


ENGLISH_WITH_CHINESE_WORDS = {"series": 2}
"""Rooms whose errors hold Chinese outside the catalogue, and how many: what a program that calls the library hears, in
English, of figures that it made itself, with the Chinese words that it may write. It may only shrink."""


def _count_raised_texts(path: Path) -> int:
    """How many texts with Chinese stand in the notices of a file, its `raise` statements and what they name."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    raised = [node.exc for node in nodes if isinstance(node, ast.Raise) and node.exc is not None]
    names = {node.id for part in raised for node in ast.walk(part) if isinstance(node, ast.Name)}
    raised += [node.value for node in nodes if isinstance(node, ast.Assign) and _is_bound_to(node, names)]
    calls = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS]
    texts = {
        (text.lineno, text.col_offset)
        for part in (*raised, *calls)
        for text in ast.walk(part)
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and CHINESE.search(text.value)
    }
    return len(texts)


def _is_bound_to(node: ast.Assign, names: set[str]) -> bool:
    return any(isinstance(target, ast.Name) and target.id in names for target in node.targets)


def test_no_error_holds_chinese_outside_the_catalogue() -> None:
    counts: dict[str, int] = {}
    for path in (ROOT / "src/duban").rglob("*.py"):
        room = path.relative_to(ROOT / "src/duban").parts[0]
        counts[room] = counts.get(room, 0) + _count_raised_texts(path)
    grown = {room: count for room, count in counts.items() if count > ENGLISH_WITH_CHINESE_WORDS.get(room, 0)}
    assert not grown, "put the sentence into src/duban/notices/catalogue (docs/decisions/0123-notices-are-data.md)"


def test_a_code_that_is_not_in_the_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_code"):
        make_notice("no_such_code")
    with pytest.raises(ValueError, match="do not fit"):
        make_notice("number_taken")


def test_a_place_in_a_file_begins_with_the_file() -> None:
    notice = make_notice("not_utf8_text", Place(file="tasks.jsonl", line=3))
    assert str(notice) == "tasks.jsonl 第3行：不是 UTF-8 文字；请另存为 UTF-8"
    assert notice.render_with_place("en") == "tasks.jsonl line 3: this is no text in UTF-8; save it as UTF-8"
