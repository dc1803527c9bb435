"""Every notice's sentence stands once, in the catalogue, in both languages; none stands in code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from duban.notices import CATALOGUE, PLACE_LABELS, make_notice
from duban.notices.entries import list_parameters

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TYPED = re.compile(r"是 or 否|“[^”]*”")
"""Chinese in an English sentence: what is to be typed."""


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
    assert [code for code in (*CATALOGUE, *PLACE_LABELS) if code not in _list_texts()] == []


def test_a_code_that_is_not_in_the_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_code"):
        make_notice("no_such_code")
    with pytest.raises(ValueError, match="do not fit"):
        make_notice("number_taken")
