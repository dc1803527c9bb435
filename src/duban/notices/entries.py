"""The catalogue: every sentence once, in both languages, by its code; one TOML file for each room.

An entry has `zh` and `en`, and where there is something to do about it `do_zh` and `do_en`. `{name}` is a
parameter; of a list, `{names:separator}` chooses what stands between its items. `api_code` is the code that the
API gives, where it is coarser than the entry's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

_PLACES_FILE = "places.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of the catalogue, and separately what to do."""

    zh: str
    en: str
    do_zh: str = ""
    do_en: str = ""
    api_code: str = ""

    @property
    def parameter_names(self) -> frozenset[str]:
        """The names of the parameters that the Chinese sentence and its remedy need."""
        return list_parameters(self.zh + self.do_zh)


def list_parameters(sentence: str) -> frozenset[str]:
    """The names of the parameters in a sentence."""
    return frozenset(name for _text, name, _separator, _conversion in Formatter().parse(sentence) if name)


@cache
def load_catalogue() -> Mapping[str, Entry]:
    """The sentences of all files, by code. Raises ValueError where two files have one code."""
    entries: dict[str, Entry] = {}
    for name, tables in _read_files().items():
        if repeated := entries.keys() & tables.keys():
            raise ValueError(f"{name}: {', '.join(sorted(repeated))} stand in another file too")
        entries.update(tables)
    return entries


@cache
def load_place_labels() -> Mapping[str, Entry]:
    """The label of each kind of step of a place."""
    return _read_files(_PLACES_FILE)[_PLACES_FILE]


def _read_files(only: str = "") -> dict[str, dict[str, Entry]]:
    """The entries of the files of sentences, or of one file, by file name."""
    import tomllib  # only where something is to be said: every command imports this room
    from importlib.resources import files

    paths = [path for path in files("duban.notices").joinpath("catalogue").iterdir() if path.name.endswith(".toml")]
    return {
        path.name: {code: Entry(**table) for code, table in tomllib.loads(path.read_text("utf-8")).items()}
        for path in paths
        if (path.name == only if only else path.name != _PLACES_FILE)
    }
