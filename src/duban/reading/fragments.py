"""Patterns over named fragments: `{money}` in a pattern stands for the fragment of that name."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from duban.quantities.units import SORTS
from duban.reading.lexicon import ACTION_VERBS, HEAD_WORDS, STOP_WORDS, any_of

_FRAGMENT_REFERENCE: Final = re.compile(r"\{([a-z_]+)\}")
_PATTERN_FOLDER: Final = "data/patterns"


def read_toml(relative_path: str) -> dict[str, Any]:
    """A file of patterns, by its path under `data/patterns`."""
    path = resources.files("duban").joinpath(f"{_PATTERN_FOLDER}/{relative_path}")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def load_fragments() -> dict[str, str]:
    """Every fragment by its name, written out."""
    fragments_by_name = {
        "verb": f"(?!{any_of(STOP_WORDS)})(?:{any_of(ACTION_VERBS)})",
        "unit": any_of(SORTS),
        "head": any_of(HEAD_WORDS),
    }
    for name, words in read_toml("fragments.toml")["fragment"].items():
        fragments_by_name[name] = _expand_fragments(words, fragments_by_name)
    return fragments_by_name


def _expand_fragments(pattern: str, fragments_by_name: dict[str, str]) -> str:
    return _FRAGMENT_REFERENCE.sub(lambda match: f"(?:{fragments_by_name[match[1]]})", pattern)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern with its fragments written out. Raises KeyError for an unknown fragment."""
    return re.compile(_expand_fragments(pattern, load_fragments()))
