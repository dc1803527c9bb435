"""A register's records by stage, the newest of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, QuerySet

from duban.registers import Declaration, Stage
from duban_site.registers.models import RegisterRecord
from duban_site.registers.queries.list_page import BRIEF_COLUMNS, RecordBrief

CARDS_PER_STAGE = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its records."""

    stage: Stage
    count: int
    cards: list[RecordBrief]

    @property
    def rest(self) -> int:
        """How many records have no card."""
        return self.count - len(self.cards)


def load_board(declaration: Declaration, records: QuerySet[RegisterRecord]) -> list[Column]:
    """A column for every stage, in the order of the declaration."""
    rows = records.order_by().values("stage").annotate(n=Count("pk"))
    counts = {row["stage"]: row["n"] for row in rows}
    cards: dict[str, list[RecordBrief]] = {}
    for card in _load_newest_cards(records, [stage_key for stage_key, count in counts.items() if count]):
        cards.setdefault(card.stage, []).append(card)
    return [Column(stage, counts.get(stage.key, 0), cards.get(stage.key, [])) for stage in declaration.stages]


def _load_newest_cards(records: QuerySet[RegisterRecord], stages: list[str]) -> list[RecordBrief]:
    """The newest of each stage: one query where the database supports limits in a union."""
    stage_queries = (records.filter(stage=stage).order_by("-pk") for stage in stages)
    card_queries = [stage_query.values_list(*BRIEF_COLUMNS)[:CARDS_PER_STAGE] for stage_query in stage_queries]
    if len(card_queries) > 1 and connection.features.supports_slicing_ordering_in_compound:
        stage_query = [RecordBrief(*row) for row in card_queries[0].union(*card_queries[1:], all=True)]
        return sorted(stage_query, key=lambda card: -card.pk)
    return [RecordBrief(*row) for card_query in card_queries for row in card_query]
