"""A report as one table: a row a claim, and a row for each commitment without claims.

The columns are declared once, here; csv, xlsx, parquet and the bulk panel all follow them, and
docs/reference/tables.md is tested against them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from duban.commitments import Claim, Commitment, Part, Report, Topic

Cell = str | int | Decimal | None
TableCell = Cell | dt.date
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files, its heading for people, what sort of value it holds."""

    name: str
    heading: str
    value_type: Literal["text", "integer", "decimal"] = "text"
    width: int = 12
    """Width in a spreadsheet, in characters."""


REPORT_COLUMNS: tuple[Column, ...] = (
    Column("part_number", "部分序号", "integer", 9),
    Column("part_heading", "部分", width=22),
    Column("part_role", "部分性质", width=9),
    Column("topic_number", "专题序号", "integer", 9),
    Column("section", "小节", width=18),
    Column("topic_heading", "专题", width=28),
    Column("commitment", "目标任务编号", width=12),
    Column("commitment_type", "目标类型", width=11),
    Column("commitment_text", "目标任务", width=60),
    Column("verifiable", "怎样核实", width=10),
    Column("counts", "计入任务", "integer", 9),
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


@dataclass(frozen=True, slots=True)
class RowSubject:
    """What one row is about: a claim with its commitment (None for a result), or a commitment."""

    part: Part
    topic: Topic
    commitment: Commitment | None
    claim: Claim | None

    @property
    def start(self) -> int:
        """Its offset in the text."""
        subject = self.claim or self.commitment
        return subject.start if subject else self.topic.start


def list_row_subjects(report: Report) -> Iterator[RowSubject]:
    """The subject of each row of a report, in text order within each topic."""
    for part in report.parts:
        for topic in part.topics:
            yield from sorted(_list_topic_subjects(part, topic), key=lambda subject: subject.start)


def _list_topic_subjects(part: Part, topic: Topic) -> Iterator[RowSubject]:
    for claim in topic.results:
        yield RowSubject(part, topic, None, claim)
    for commitment in topic.commitments:
        for commitment_claim in commitment.claims or (None,):
            yield RowSubject(part, topic, commitment, commitment_claim)


def list_rows(report: Report) -> Iterator[Row]:
    """Every row of a report, in text order within each topic."""
    return (build_row(subject) for subject in list_row_subjects(report))


def build_row(subject: RowSubject) -> Row:
    """One row, in the order of `REPORT_COLUMNS`."""
    part, topic, commitment, claim = subject.part, subject.topic, subject.commitment, subject.claim
    position_cells: Row = (part.number, part.heading, part.role.value, topic.number, topic.section, topic.heading)
    commitment_cells: Row = (None,) * 5
    if commitment is not None:
        commitment_cells = (
            commitment.id,
            commitment.type.value,
            commitment.text,
            commitment.verifiable.value,
            int(commitment.counts),
        )
    if claim is not None:
        return (*position_cells, *commitment_cells, *_list_claim_cells(claim))
    span_cells = (commitment.start, commitment.end) if commitment else (None, None)
    empty_cells: Row = (None,) * (len(REPORT_COLUMNS) - len(position_cells) - len(commitment_cells) - len(span_cells))
    return (*position_cells, *commitment_cells, *empty_cells, *span_cells)


def _list_claim_cells(claim: Claim) -> Row:
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
