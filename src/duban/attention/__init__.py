"""关注度: how much of a report speaks of a subject, by dictionaries that can be cited.

takes the sentences of a panel and dictionaries of terms; gives, for each report, part's role and
dictionary, counts of terms, characters and sentences; never weighs a term and never guesses words.
"""

from duban.attention.counting import Attention, attention, count_terms
from duban.attention.dictionary import Dictionary, DictionaryError, shipped, take_dictionary

__all__ = [
    "Attention",
    "Dictionary",
    "DictionaryError",
    "attention",
    "count_terms",
    "shipped",
    "take_dictionary",
]
