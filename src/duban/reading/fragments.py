"""Patterns over named fragments: `{money}` in a pattern stands for the fragment of that name."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from duban.quantities.units import SORTS
from duban.reading.lexicon import DO, HEAD_WORDS, STOP, alternatives

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_FOLDER: Final = "data/patterns"


def read_toml(name: str) -> dict[str, Any]:
    """A file of patterns, by its path under `data/patterns`."""
    path = resources.files("duban").joinpath(f"{_FOLDER}/{name}")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def fragments() -> dict[str, str]:
    """Every fragment by its name, written out."""
    found = {
        "verb": f"(?!{alternatives(STOP)})(?:{alternatives(DO)})",
        "unit": alternatives(SORTS),
        "head": alternatives(HEAD_WORDS),
    }
    for name, words in read_toml("fragments.toml")["fragment"].items():
        found[name] = _written_out(words, found)
    return found


def _written_out(pattern: str, known: dict[str, str]) -> str:
    return _NAME.sub(lambda m: f"(?:{known[m[1]]})", pattern)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its fragments written out. Raises KeyError for an unknown fragment."""
    return re.compile(_written_out(pattern, fragments()))
