"""关注度: how much of a report speaks of a subject, by dictionaries that can be cited.

takes the sentences of a panel and dictionaries of terms; gives, for each report, part's role and
dictionary, counts of terms, characters and sentences; never weighs a term and never guesses words.
"""

from duban.attention.dictionary import Dictionary, load_dictionary, load_shipped_dictionaries
from duban.attention.shares import Attention, count_terms, measure_attention

__all__ = [
    "Attention",
    "Dictionary",
    "count_terms",
    "load_dictionary",
    "load_shipped_dictionaries",
    "measure_attention",
]
