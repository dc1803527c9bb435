"""行文: how clear a plan's sentences are, what is new in them, and what is taken over from others.

takes the sentences of a panel with their texts; gives a class of clarity for each sentence, and for each
report what repeats its own text of last year or the report of a level above; never weighs by learning.
"""

from duban.wording.clarity import Clarity, Reading, clarity_version, classify_sentence
from duban.wording.likeness import Likeness, SentenceIndex, extract_shingles

__all__ = [
    "Clarity",
    "Likeness",
    "Reading",
    "SentenceIndex",
    "clarity_version",
    "classify_sentence",
    "extract_shingles",
]
