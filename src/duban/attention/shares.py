"""Counting the terms of dictionaries in a panel's sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from duban.attention.dictionary import Dictionary
from duban.bulk.panel_rows import ALL_ROLES, NO_PART_ROLE, divide
from duban.notices import NoticeError


@dataclass(slots=True)
class Attention:
    """What one dictionary counts in the sentences of one role of one report.

    `terms` is how often a term stands, `term_characters` how many characters these have together,
    `characters` how many Chinese characters there are, `sentences_with_term` how many of the
    `sentences` contain a term. Shares are of these counts, to six places; a share of nothing is
    None.
    """

    report_id: str
    dictionary: Dictionary
    part_role: str
    region_code: str | None = None
    year: int | None = None
    sentences: int = 0
    characters: int = 0
    terms: int = 0
    term_characters: int = 0
    sentences_with_term: int = 0
    count_by_term: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def share_of_characters(self) -> Decimal | None:
        """Characters of terms by Chinese characters."""
        return divide(self.term_characters, self.characters)

    @property
    def share_of_sentences(self) -> Decimal | None:
        """Sentences with a term by sentences."""
        return divide(self.sentences_with_term, self.sentences)


def count_terms(text: str, dictionary: Dictionary) -> dict[str, int]:
    """How often each term stands in a text: the longest first, no character counted twice.

    >>> from duban.attention import load_shipped_dictionaries
    >>> environment = load_shipped_dictionaries()["environment"]
    >>> count_terms("推进节能减排，加强生态环境保护", environment)
    {'减排': 1, '生态': 1, '环境保护': 1}
    """
    count_by_term: dict[str, int] = {}
    excluded = frozenset(dictionary.excluded)
    for match in dictionary.pattern.finditer(text):
        if match[0] not in excluded:
            count_by_term[match[0]] = count_by_term.get(match[0], 0) + 1
    return count_by_term


def measure_attention(
    sentences: Iterable[Mapping[str, Any]], dictionaries: Sequence[Dictionary]
) -> Iterator[Attention]:
    """Counts for each report, dictionary and role, in the order of the reports.

    `sentences` are rows of the panel's table `sentence`, those of one report together, with their
    texts. Each report has a row for every role that it has, and one for `all`. Raises `ValueError`
    for a sentence without a text.
    """
    rows_by_key: dict[tuple[str, str], Attention] = {}
    report_id = None
    for sentence in sentences:
        if sentence["report_id"] != report_id:
            yield from rows_by_key.values()
            rows_by_key, report_id = {}, sentence["report_id"]
        if sentence["sentence_text"] is None:
            raise NoticeError.make("panel_without_texts")
        for dictionary in dictionaries:
            counts = count_terms(sentence["sentence_text"], dictionary)
            for role in (ALL_ROLES, sentence["part_role"] or NO_PART_ROLE):
                _add_sentence(_find_or_create_row(rows_by_key, sentence, dictionary, role), sentence, counts)
    yield from rows_by_key.values()


def _find_or_create_row(
    rows_by_key: dict[tuple[str, str], Attention], sentence: Mapping[str, Any], dictionary: Dictionary, role: str
) -> Attention:
    row_key = (dictionary.id, role)
    if row_key not in rows_by_key:
        region_and_year = sentence["region_code"], sentence["year"]
        rows_by_key[row_key] = Attention(sentence["report_id"], dictionary, role, *region_and_year)
    return rows_by_key[row_key]


def _add_sentence(row: Attention, sentence: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    row.sentences += 1
    row.characters += sentence["chinese_characters"]
    row.sentences_with_term += bool(counts)
    for term, count in counts.items():
        row.terms += count
        row.term_characters += count * len(term)
        row.count_by_term[term] += count
