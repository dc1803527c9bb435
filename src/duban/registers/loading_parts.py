"""The parts of a declaration file: fields, rows, stages, moves, clocks, measures."""

from __future__ import annotations

from typing import Protocol

from duban.registers.declaration import (
    Aggregation,
    Clock,
    DayKind,
    Extension,
    Feed,
    Measure,
    Move,
    RowGroup,
    Span,
    Stage,
    StageKind,
)
from duban.registers.declaration_table import DeclarationTable
from duban.registers.expression import Expression
from duban.registers.field import Field, FieldType
from duban.registers.values import Datum


class ExpressionReader(Protocol):
    """Reads the expression at a key; None where there is none or it is wrong."""

    def __call__(self, table: DeclarationTable, key: str, kind: str, over: str | None = None) -> Expression | None:
        """`kind` is the required kind of the result; `over` the sub-rows it is evaluated on."""


def load_fields(table: DeclarationTable) -> tuple[Field, ...]:
    """[[fields]]"""
    return tuple(_load_field(field_table) for field_table in table.tables("fields"))


def _load_field(table: DeclarationTable) -> Field:
    field = Field(
        key=table.key(),
        label=table.text("label", is_required=True),
        english=table.text("english", is_required=True),
        type=table.choice("type", FieldType, list(FieldType), FieldType.TEXT),
        unit=table.text("unit"),
        help=table.text("help"),
        required=table.optional_text("required"),
        choices=table.texts("choices"),
        retired_choices=table.texts("retired_choices"),
        minimum=table.number("min"),
        maximum=table.number("max"),
        pattern=table.optional_text("pattern"),
        longest=table.integer("longest", least=1),
        personal=table.flag("personal"),
        sealed=table.flag("sealed"),
        public=table.flag("public"),
        retention_months=table.integer("keep_months", least=1),
        register=table.optional_text("register"),
        datum=table.choice("datum", Datum, list(Datum), None),
        was=table.texts("was"),
        retired=table.integer("retired", least=2),
    )
    table.done()
    return field


def load_row_groups(table: DeclarationTable) -> tuple[RowGroup, ...]:
    """[[rows]]"""
    return tuple(_load_row_group(group_table) for group_table in table.tables("rows"))


def _load_row_group(table: DeclarationTable) -> RowGroup:
    group = RowGroup(
        key=table.key(),
        label=table.text("label", is_required=True),
        english=table.text("english", is_required=True),
        fields=load_fields(table),
        closes=table.flag("closes"),
        who=table.who("who"),
    )
    table.done()
    return group


def load_stages(table: DeclarationTable) -> tuple[Stage, ...]:
    """[[stages]]"""
    return tuple(_load_stage(stage_table) for stage_table in table.tables("stages"))


def _load_stage(table: DeclarationTable) -> Stage:
    stage = Stage(
        key=table.key(),
        label=table.text("label", is_required=True),
        english=table.text("english", is_required=True),
        kind=table.choice("kind", StageKind, list(StageKind), StageKind.OPEN),
        locked=table.flag("locked"),
        was=table.texts("was"),
    )
    table.done()
    return stage


def load_moves(table: DeclarationTable, read: ExpressionReader) -> tuple[Move, ...]:
    """[[moves]]"""
    return tuple(_load_move(move_table, read) for move_table in table.tables("moves"))


def _load_move(table: DeclarationTable, read: ExpressionReader) -> Move:
    condition = read(table, "when", "yes")
    move = Move(
        origins=table.texts("from"),
        to=table.text("to", is_required=True),
        label=table.text("label", is_required=True),
        english=table.text("english", is_required=True),
        who=table.who("who"),
        requires=table.texts("requires"),
        documents=table.texts("documents"),
        reason=table.flag("reason"),
        condition=condition,
        otherwise=table.text("otherwise", is_required=condition is not None),
    )
    table.done()
    return move


def load_clocks(table: DeclarationTable) -> tuple[Clock, ...]:
    """[[clocks]]"""
    return tuple(_load_clock(clock_table) for clock_table in table.tables("clocks"))


def _load_clock(table: DeclarationTable) -> Clock:
    clock = Clock(
        key=table.key(),
        label=table.text("label", is_required=True),
        english=table.text("english", is_required=True),
        starts=table.texts("starts"),
        after=table.texts("after"),
        start_field=table.optional_text("start_field"),
        stops=table.texts("stops"),
        stop_field=table.optional_text("stop_field"),
        limit=table.integer("limit"),
        limit_by=table.optional_text("limit_by"),
        limits=table.counts("limits"),
        days=table.choice("days", DayKind, list(DayKind), DayKind.WORKING),
        warn=table.integer("warn", 1) or 0,
        pauses=table.texts("pauses"),
        pausable=table.flag("pausable"),
        extension=_load_extension(table),
    )
    table.done()
    return clock


def _load_extension(table: DeclarationTable) -> Extension | None:
    extension_table = table.table("extension")
    if extension_table is None:
        return None
    most = extension_table.integer("most", least=1)
    if most is None:
        extension_table.add_problem("most", "extension_without_days")
    extension = Extension(
        most=most or 1,
        times=extension_table.integer("times", 1, least=1) or 1,
        before=extension_table.integer("before", 0) or 0,
        ask=extension_table.who("ask"),
        approve=extension_table.who("approve"),
    )
    extension_table.done()
    return extension


def load_measures(table: DeclarationTable, read: ExpressionReader) -> tuple[Measure, ...]:
    """[[measures]]"""
    return tuple(_load_measure(measure_table, read) for measure_table in table.tables("measures"))


def _load_measure(table: DeclarationTable, read: ExpressionReader) -> Measure:
    over = table.optional_text("over")
    measure = Measure(
        key=table.key(),
        label=table.text("label", is_required=True),
        english=table.text("english", is_required=True),
        take=table.choice("take", Aggregation, list(Aggregation), Aggregation.COUNT),
        unit=table.text("unit", is_required=True),
        span=table.choice("span", Span, list(Span), Span.STOCK),
        over=over,
        where=read(table, "where", "yes", over),
        of=read(table, "of", "number", over),
        part=read(table, "part", "yes", over),
        per=read(table, "per", "number", over),
        date=read(table, "date", "date", over),
        by=table.texts("by"),
        feeds=tuple(_load_feed(feed_table) for feed_table in table.tables("feeds")),
        public=table.flag("public"),
    )
    table.done()
    return measure


def _load_feed(table: DeclarationTable) -> Feed:
    feed = Feed(
        table.text("indicator", is_required=True),
        table.text("kind"),
        table.optional_text("by"),
        table.optional_text("value"),
    )
    table.done()
    return feed
