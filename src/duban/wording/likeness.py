"""How like sentences are: the share of one's characters, four by four, that stand in another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from duban.text import canonicalise

SHINGLE_LENGTH: Final = 4
"""Characters of a shingle: two words of Chinese, so that common words alone make no likeness."""
SHORTEST_SENTENCE: Final = 12
"""Characters that a sentence needs; shorter ones are headings and set phrases."""
_PUNCTUATION: Final = re.compile(r"[^0-9A-Za-z㐀-䶿一-鿿.%]+")


class Likeness(NamedTuple):
    """The place of the most alike sentence, and the share of shingles that stand in it."""

    place: int
    share: float


def extract_shingles(text: str) -> frozenset[str] | None:
    """The different runs of four characters, punctuation and spaces left out; None for a short text.

    >>> extract_shingles("短句") is None
    True
    """
    characters = _PUNCTUATION.sub("", canonicalise(text))
    if len(characters) < SHORTEST_SENTENCE:
        return None
    return frozenset(
        characters[start : start + SHINGLE_LENGTH] for start in range(len(characters) - SHINGLE_LENGTH + 1)
    )


class SentenceIndex:
    """The sentences of a text, to be looked up by what they share with another sentence.

    Each shingle leads to the sentences that hold it, so that only candidates are compared: the time
    is that of the shingles shared, not of every pair.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        self._places_by_shingle: defaultdict[str, list[int]] = defaultdict(list)
        for place, sentence in enumerate(sentences):
            for shingle in extract_shingles(sentence) or ():
                self._places_by_shingle[shingle].append(place)

    def find_most_alike(self, shingles: frozenset[str]) -> Likeness | None:
        """The sentence that holds most of the shingles, of equals the first; None without a shared one."""
        counts: Counter[int] = Counter()
        for shingle in shingles:
            counts.update(self._places_by_shingle.get(shingle, ()))
        if not counts:
            return None
        place = min(counts, key=lambda place: (-counts[place], place))
        return Likeness(place, counts[place] / len(shingles))
