"""A report as one table: a row a claim, and a row for each commitment without claims.

The columns are declared once, here; csv, xlsx, parquet and the bulk panel all follow them, and
docs/reference/tables.md is tested against them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from duban.commitments import Claim, Commitment, Part, Report, Topic

Cell = str | int | Decimal | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files, its heading for people, what sort of value it holds."""

    name: str
    heading: str
    holds: Literal["text", "integer", "decimal"] = "text"
    width: int = 12
    """Width in a spreadsheet, in characters."""


COLUMNS: tuple[Column, ...] = (
    Column("part_number", "部分序号", "integer", 9),
    Column("part_heading", "部分", width=22),
    Column("part_role", "部分性质", width=9),
    Column("topic_number", "专题序号", "integer", 9),
    Column("section", "小节", width=18),
    Column("topic_heading", "专题", width=28),
    Column("commitment", "目标任务编号", width=12),
    Column("commitment_type", "目标类型", width=11),
    Column("commitment_text", "目标任务", width=60),
    Column("indicator", "指标名称", width=26),
    Column("number", "数值原文", width=14),
    Column("role", "指标性质", width=9),
    Column("kind", "类别", width=9),
    Column("direction", "方向", width=7),
    Column("comparator", "界限", width=9),
    Column("value", "数值", "decimal", 18),
    Column("value_high", "数值上限", "decimal", 18),
    Column("unit", "单位", width=8),
    Column("strength", "力度", width=8),
    Column("period", "时期", width=10),
    Column("quote", "原文", width=40),
    Column("start", "起", "integer", 8),
    Column("end", "止", "integer", 8),
)


def rows(report: Report) -> Iterator[Row]:
    """Every row of a report, in text order within each topic."""
    for part in report.parts:
        for topic in part.topics:
            yield from _topic_rows(part, topic)


def _topic_rows(part: Part, topic: Topic) -> list[Row]:
    place: Row = (
        part.number,
        part.heading,
        part.role.value,
        topic.number,
        topic.section,
        topic.heading,
    )
    found: list[tuple[int, Row]] = [
        (c.start, (*place, None, None, None, *_claim_cells(c))) for c in topic.results
    ]
    for commitment in topic.commitments:
        found += [(start, place + cells) for start, cells in _commitment_rows(commitment)]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _commitment_rows(commitment: Commitment) -> list[tuple[int, Row]]:
    own: Row = (commitment.id, commitment.type.value, commitment.text)
    if commitment.claims:
        return [(c.start, own + _claim_cells(c)) for c in commitment.claims]
    empty: Row = (None,) * (len(COLUMNS) - len(own) - 6 - 2)
    return [(commitment.start, (*own, *empty, commitment.start, commitment.end))]


def _claim_cells(claim: Claim) -> Row:
    return (
        claim.indicator,
        claim.number,
        claim.role.value,
        claim.kind.value,
        claim.direction.value,
        claim.comparator and claim.comparator.value,
        claim.value,
        claim.value_high,
        claim.unit if claim.value is not None else None,
        claim.strength and claim.strength.value,
        claim.period,
        claim.quote,
        claim.start,
        claim.end,
    )
