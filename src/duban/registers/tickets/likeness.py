"""The similarity of two texts by the character bigrams that they share."""

from __future__ import annotations

import re
import unicodedata

# Set phrases that occur in every call and so distinguish nothing.
_PHRASES = re.compile(
    "市民来电|来电人|诉求人|反映|希望|相关部门|有关部门|尽快|核实|处理|解决|请|您好|你好|谢谢|咨询|投诉|求助"
)
_TEXT_RUN = re.compile(r"[0-9a-z\u3400-\u9fff]+")


def extract_bigrams(text: str) -> frozenset[str]:
    """The bigrams of adjacent characters, without punctuation and set phrases.

    Full and half width are treated as equal, and so are upper and lower case.
    """
    plain_text = _PHRASES.sub(" ", unicodedata.normalize("NFKC", text).lower())
    bigrams: set[str] = set()
    for run in _TEXT_RUN.findall(plain_text):
        bigrams.update(run[index : index + 2] for index in range(max(len(run) - 1, 1)))
    return frozenset(bigrams)


def compute_likeness(first_bigrams: frozenset[str], second_bigrams: frozenset[str]) -> float:
    """The Dice coefficient of two sets of bigrams: 0 to 1."""
    if not first_bigrams or not second_bigrams:
        return 0.0
    return 2 * len(first_bigrams & second_bigrams) / (len(first_bigrams) + len(second_bigrams))
