"""Readings of air and water: entered or imported, and the year judged by the standards' limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.register import Field, Problem, Record, Value, fold, read_value
from duban.register.sheets import Sheet, SheetError, read_csv, read_xlsx
from duban_site.access.policy import policy
from duban_site.errors import Refused
from duban_site.ledgers.actions.happen import NOW, When
from duban_site.ledgers.actions.rows import add_row, edit_row
from duban_site.ledgers.actions.write import edit, move
from duban_site.ledgers.errors import Faulty
from duban_site.ledgers.history import events_of
from duban_site.ledgers.models import Ledger, LedgerEvent, LedgerRecord
from duban_site.ledgers.queries.judging import (
    Kind,
    air_year,
    beyond_words,
    entered,
    judged_month,
    kind_of,
    water_year,
)
from duban_site.people.actor import Actor

DATES = {Kind.AIR: "day", Kind.WATER: "month_end"}
JUDGED = "judged"
MOST = 1000


@transaction.atomic
def enter_reading(
    actor: Actor, row: LedgerRecord, values: Mapping[str, Value], *, when: When = NOW
) -> LedgerEvent | None:
    """A day's or month's reading: a new one, or in the place of the one of the same date.

    None where the same reading stands already. Of water the class and what is beyond the target
    are judged, never typed. Raises Declined, Refused.
    """
    kind, record = _kind(row.ledger), _record(row)
    own = dict(values)
    if kind is Kind.WATER:
        found = judged_month(record, own)
        if found is None:
            raise Refused(_("没有可评价的监测因子；至少填一项浓度。"))
        own |= {"water_class": found.number, "exceeding": beyond_words(found) or None}
    date = DATES[kind]
    held = record.rows.get(kind, {})
    same = next((key for key, one in held.items() if one.values.get(date) == own.get(date)), None)
    if same is None:
        return add_row(actor, row, kind, own, when=_since(when, own.get(date), record.since))
    changed = {key: value for key, value in own.items() if held[same].values.get(key) != value}
    if not changed:
        return None
    return edit_row(actor, row, kind, same, changed, when=_since(when, None, held[same].added))


def _since(when: When, day: Value, earliest: dt.date) -> When:
    """A reading holds since its own day, however late it is entered."""
    if when.effective is not None:
        return when
    own = day if isinstance(day, dt.date) else earliest
    return replace(when, effective=min(max(own, earliest), when.moment.date()))


@transaction.atomic
def judge_year(actor: Actor, row: LedgerRecord, *, when: When = NOW) -> LedgerEvent:
    """The record's year judged, written and moved to 年度判定. Raises Declined, Refused."""
    record = _record(row)
    if _kind(row.ledger) is Kind.AIR:
        air = air_year(record)
        if not air.judged:
            raise Refused(_("有效监测天数不够：全年324天、每月27天（二月25天）才能判定年均值。"))
        values: dict[str, Value] = {"met": air.met, "exceeding": beyond_words(air) or None}
    else:
        water = water_year(record)
        if water is None:
            raise Refused(_("没有可评价的监测因子；先录入逐月监测。"))
        values = {"year_class": water.number}
    if record.stage == JUDGED:
        return edit(actor, row, values, when=when)
    return move(actor, row, JUDGED, values, when=when)


@transaction.atomic
def import_readings(actor: Actor, ledger: Ledger, name: str, data: bytes) -> int:
    """A sheet of readings, a row each: how many were taken. Raises Faulty with every fault."""
    policy.require(actor, "ledgers.write", ledger)
    try:
        sheets = read_csv({name: data}) if name.lower().endswith(".csv") else read_xlsx(data)
    except SheetError as error:
        raise Faulty(error.problems) from error
    if not sheets:
        raise Faulty([Problem(name, _("文件是空的"))])
    problems: list[Problem] = []
    readings = _readings(ledger, sheets[0], problems)
    taken = 0
    for line, row, values in readings if not problems else ():
        try:
            taken += enter_reading(actor, row, values) is not None
        except Refused as error:
            problems.append(Problem(_("第%(n)s行") % {"n": line}, str(error)))
    if problems:
        raise Faulty(problems[:50])
    return taken


Line = tuple[int, LedgerRecord, dict[str, Value]]


def _readings(ledger: Ledger, sheet: Sheet, problems: list[Problem]) -> list[Line]:
    """Line, record and values of every row of the sheet that can be read."""
    declaration, kind = ledger.declaration, _kind(ledger)
    title = declaration.field(declaration.title).heading
    fields = {f.heading: f for f in entered(declaration)}
    labels = {f.label: f.heading for f in fields.values()}
    headings = [labels.get(h, h) for h in sheet.headings]
    dated = next(h for h, f in fields.items() if f.key == DATES[kind])
    if missing := [h for h in (title, dated) if h not in headings]:
        problems.append(Problem(_("第1行"), _("没有“%(name)s”这一列") % {"name": missing[0]}))
        return []
    if len(sheet.rows) > MOST:
        problems.append(Problem("", _("多于%(n)s行；请分几次导入") % {"n": MOST}))
        return []
    stations = {(one.title, one.values.get("year")): one for one in ledger.records.all()}
    found = list[Line]()
    for line, cells in enumerate(sheet.rows, start=2):
        said = dict(zip(headings, cells, strict=False))
        values = _values(line, fields, said, problems)
        day: Any = values.get(DATES[kind])
        row = stations.get((str(said.get(title) or ""), getattr(day, "year", None)))
        if row is not None:
            row.ledger = ledger
            found.append((line, row, values))
            continue
        what = _("没有“%(name)s”在该年度的记录") % {"name": said.get(title) or "—"}
        problems.append(Problem(_("第%(n)s行") % {"n": line}, what, _("先新建一条")))
    return found


def _values(
    line: int, fields: Mapping[str, Field], said: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Value]:
    values = dict[str, Value]()
    for heading, field in fields.items():
        try:
            value = read_value(field, said.get(heading))
        except ValueError as error:
            where = _("第%(n)s行 %(column)s") % {"n": line, "column": heading}
            problems.append(Problem(where, str(error)))
            continue
        if value is not None:
            values[field.key] = value
    return values


def _kind(ledger: Ledger) -> Kind:
    kind = kind_of(ledger.declaration)
    if kind is None:
        raise Refused(_("这个台账没有空气或水质的监测数据。"))
    return kind


def _record(row: LedgerRecord) -> Record:
    record = fold(row.ledger.declaration, events_of(row.ledger.declaration, row))
    assert record is not None  # noqa: S101 # every row has its creation
    return record
