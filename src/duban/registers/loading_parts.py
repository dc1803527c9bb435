"""The parts of a declaration file: fields, rows, stages, moves, clocks, measures."""

from __future__ import annotations

from typing import Protocol

from duban.registers.declaration import (
    Clock,
    DayKind,
    Extension,
    Feed,
    Measure,
    Move,
    Rows,
    Span,
    Stage,
    StageKind,
    Take,
)
from duban.registers.expression import Expression
from duban.registers.field import Field, FieldType
from duban.registers.tables import Table
from duban.registers.values import Datum

GIVES = {"yes": "是否（如比较）", "number": "数", "date": "日期"}


class Reader(Protocol):
    """Reads the expression at a key; None where there is none or it is wrong."""

    def __call__(
        self, table: Table, key: str, kind: str, over: str | None = None
    ) -> Expression | None:
        """`kind` is the required kind of the result; `over` the sub-rows it is evaluated on."""


def fields(table: Table) -> tuple[Field, ...]:
    """[[fields]]"""
    return tuple(_field(one) for one in table.tables("fields", "字段"))


def _field(table: Table) -> Field:
    made = Field(
        key=table.key(),
        label=table.text("label", needed=True),
        english=table.text("english", needed=True),
        type=table.one_of("type", FieldType, list(FieldType), FieldType.TEXT),
        unit=table.text("unit"),
        help=table.text("help"),
        required=table.maybe("required"),
        choices=table.texts("choices"),
        retired_choices=table.texts("retired_choices"),
        minimum=table.number("min"),
        maximum=table.number("max"),
        pattern=table.maybe("pattern"),
        longest=table.whole("longest", least=1),
        personal=table.yes("personal"),
        sealed=table.yes("sealed"),
        public=table.yes("public"),
        keep_months=table.whole("keep_months", least=1),
        register=table.maybe("register"),
        datum=table.one_of("datum", Datum, list(Datum), None),
        was=table.texts("was"),
        retired=table.whole("retired", least=2),
    )
    table.done()
    return made


def rows(table: Table) -> tuple[Rows, ...]:
    """[[rows]]"""
    return tuple(_rows(one) for one in table.tables("rows", "明细"))


def _rows(table: Table) -> Rows:
    made = Rows(
        key=table.key(),
        label=table.text("label", needed=True),
        english=table.text("english", needed=True),
        fields=fields(table),
        closes=table.yes("closes"),
        who=table.who("who"),
    )
    table.done()
    return made


def stages(table: Table) -> tuple[Stage, ...]:
    """[[stages]]"""
    return tuple(_stage(one) for one in table.tables("stages", "阶段"))


def _stage(table: Table) -> Stage:
    made = Stage(
        key=table.key(),
        label=table.text("label", needed=True),
        english=table.text("english", needed=True),
        kind=table.one_of("kind", StageKind, list(StageKind), StageKind.OPEN),
        locked=table.yes("locked"),
        was=table.texts("was"),
    )
    table.done()
    return made


def moves(table: Table, read: Reader) -> tuple[Move, ...]:
    """[[moves]]"""
    return tuple(_move(one, read) for one in table.tables("moves", "流转"))


def _move(table: Table, read: Reader) -> Move:
    when = read(table, "when", "yes")
    made = Move(
        origins=table.texts("from"),
        to=table.text("to", needed=True),
        label=table.text("label", needed=True),
        english=table.text("english", needed=True),
        who=table.who("who"),
        requires=table.texts("requires"),
        documents=table.texts("documents"),
        reason=table.yes("reason"),
        when=when,
        otherwise=table.text("otherwise", needed=when is not None),
    )
    table.done()
    return made


def clocks(table: Table) -> tuple[Clock, ...]:
    """[[clocks]]"""
    return tuple(_clock(one) for one in table.tables("clocks", "时限"))


def _clock(table: Table) -> Clock:
    made = Clock(
        key=table.key(),
        label=table.text("label", needed=True),
        english=table.text("english", needed=True),
        starts=table.texts("starts"),
        after=table.texts("after"),
        start_field=table.maybe("start_field"),
        stops=table.texts("stops"),
        stop_field=table.maybe("stop_field"),
        limit=table.whole("limit"),
        limit_by=table.maybe("limit_by"),
        limits=table.counts("limits"),
        days=table.one_of("days", DayKind, list(DayKind), DayKind.WORKING),
        warn=table.whole("warn", 1) or 0,
        pauses=table.texts("pauses"),
        pausable=table.yes("pausable"),
        extension=_extension(table),
    )
    table.done()
    return made


def _extension(table: Table) -> Extension | None:
    inner = table.table("extension")
    if inner is None:
        return None
    most = inner.whole("most", least=1)
    if most is None:
        inner.wrong("most", "没有填写最多延期几日")
    made = Extension(
        most=most or 1,
        times=inner.whole("times", 1, least=1) or 1,
        before=inner.whole("before", 0) or 0,
        ask=inner.who("ask"),
        approve=inner.who("approve"),
    )
    inner.done()
    return made


def measures(table: Table, read: Reader) -> tuple[Measure, ...]:
    """[[measures]]"""
    return tuple(_measure(one, read) for one in table.tables("measures", "统计口径"))


def _measure(table: Table, read: Reader) -> Measure:
    over = table.maybe("over")
    made = Measure(
        key=table.key(),
        label=table.text("label", needed=True),
        english=table.text("english", needed=True),
        take=table.one_of("take", Take, list(Take), Take.COUNT),
        unit=table.text("unit", needed=True),
        span=table.one_of("span", Span, list(Span), Span.STOCK),
        over=over,
        where=read(table, "where", "yes", over),
        of=read(table, "of", "number", over),
        part=read(table, "part", "yes", over),
        per=read(table, "per", "number", over),
        date=read(table, "date", "date", over),
        by=table.texts("by"),
        feeds=tuple(_feed(one) for one in table.tables("feeds", "指标")),
        public=table.yes("public"),
    )
    table.done()
    return made


def _feed(table: Table) -> Feed:
    made = Feed(
        table.text("indicator", needed=True),
        table.text("kind"),
        table.maybe("by"),
        table.maybe("value"),
    )
    table.done()
    return made
