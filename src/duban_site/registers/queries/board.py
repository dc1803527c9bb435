"""A register's records by stage, the newest of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, QuerySet

from duban.registers import Declaration, Stage
from duban_site.registers.models import RegisterRecord
from duban_site.registers.queries.list_page import BRIEF, Brief

CARDS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its records."""

    stage: Stage
    count: int
    cards: list[Brief]

    @property
    def rest(self) -> int:
        """How many records have no card."""
        return self.count - len(self.cards)


def board(declaration: Declaration, records: QuerySet[RegisterRecord]) -> list[Column]:
    """A column for every stage, in the order of the declaration."""
    rows = records.order_by().values("stage").annotate(n=Count("pk"))
    counts = {row["stage"]: row["n"] for row in rows}
    cards: dict[str, list[Brief]] = {}
    for card in _newest(records, [key for key, n in counts.items() if n]):
        cards.setdefault(card.stage, []).append(card)
    return [
        Column(stage, counts.get(stage.key, 0), cards.get(stage.key, []))
        for stage in declaration.stages
    ]


def _newest(records: QuerySet[RegisterRecord], stages: list[str]) -> list[Brief]:
    """The newest of each stage: one query where the database supports limits in a union."""
    of_stage = (records.filter(stage=stage).order_by("-pk") for stage in stages)
    parts = [found.values_list(*BRIEF)[:CARDS] for found in of_stage]
    if len(parts) > 1 and connection.features.supports_slicing_ordering_in_compound:
        found = [Brief(*row) for row in parts[0].union(*parts[1:], all=True)]
        return sorted(found, key=lambda card: -card.pk)
    return [Brief(*row) for part in parts for row in part]
