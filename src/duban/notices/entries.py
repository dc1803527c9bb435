"""The catalogue: every sentence once, in both languages, by its code; one TOML file for each room.

An entry has `zh` and `en`, and where there is something to do about it `do_zh` and `do_en`. `{name}` is a
parameter; of a list, `{names:separator}` chooses what stands between its items. `api_code` is the code that the
API gives, where it is coarser than the entry's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
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


def _load_catalogue() -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """The sentences by code, and the labels of places by kind. Raises ValueError where two files have one code."""
    entries: dict[str, Entry] = {}
    labels: dict[str, Entry] = {}
    for path in files("duban.notices").joinpath("catalogue").iterdir():
        tables = tomllib.loads(path.read_text("utf-8"))
        loaded = labels if path.name == _PLACES_FILE else entries
        if repeated := loaded.keys() & tables.keys():
            raise ValueError(f"{path.name}: {', '.join(sorted(repeated))} stand in another file too")
        loaded.update({code: Entry(**table) for code, table in tables.items()})
    return entries, labels


CATALOGUE, PLACE_LABELS = _load_catalogue()
"""The entry of each code; and the label of each kind of step of a place."""
