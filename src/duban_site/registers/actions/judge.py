"""Enter readings of air and water, and judge a year by the limits of the standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Record, RowAdded, RowEdited, Value, fold
from duban_site.core.actor import Actor
from duban_site.core.clock import day_of
from duban_site.core.errors import Refused
from duban_site.registers.actions.happen import NOW, When
from duban_site.registers.actions.rows import add_row, edit_row, next_id
from duban_site.registers.actions.write import edit, move
from duban_site.registers.history import events_of
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.judging import (
    Kind,
    air_year,
    beyond_words,
    judged_month,
    kind_of,
    water_year,
)

DATES = {Kind.AIR: "day", Kind.WATER: "month_end"}
JUDGED = "judged"


@transaction.atomic
def enter_reading(
    actor: Actor, row: RegisterRecord, values: Mapping[str, Value], *, when: When = NOW
) -> RegisterEvent | None:
    """Enter the reading of a day or month, or replace the one of the same date.

    Gives None where the same reading exists already. The class of water and its exceedances are
    computed, never typed. Raises Declined, Refused.
    """
    found = told(_record(row), kind_or_refused(row.register), values, when.moment)
    if found is None:
        return None
    make, fields = found
    effective = when.effective or fields.pop("effective")
    since = replace(when, effective=effective)
    if make is RowAdded:
        return add_row(actor, row, fields["rows"], fields["values"], when=since)
    return edit_row(actor, row, fields["rows"], fields["row"], fields["values"], when=since)


def told(
    record: Record, kind: Kind, values: Mapping[str, Value], at: dt.datetime
) -> tuple[type[RowAdded | RowEdited], dict[str, Any]] | None:
    """The type and fields of a reading's event; None where the same reading exists already.

    A reading takes effect on its own day, however late it is entered. Raises Refused.
    """
    own = dict(values)
    if kind is Kind.WATER:
        found = judged_month(record, own)
        if found is None:
            raise Refused(_("没有可评价的监测因子；至少填一项浓度。"))
        own |= {"water_class": found.number, "exceeding": beyond_words(found) or None}
    date, held = DATES[kind], record.rows.get(kind, {})
    same = next((key for key, one in held.items() if one.values.get(date) == own.get(date)), None)
    if same is None:
        day = own.get(date)
        since = day if isinstance(day, dt.date) else record.since
        effective = min(max(since, record.since), day_of(at))
        filled = {key: value for key, value in own.items() if value is not None}
        row = next_id(held)
        return RowAdded, {"rows": kind, "row": row, "values": filled, "effective": effective}
    changed = {key: value for key, value in own.items() if held[same].values.get(key) != value}
    effective = min(held[same].added, day_of(at))
    fields = {"rows": kind, "row": same, "values": changed, "effective": effective}
    return (RowEdited, fields) if changed else None


@transaction.atomic
def judge_year(actor: Actor, row: RegisterRecord, *, when: When = NOW) -> RegisterEvent:
    """Judge the record's year, save the verdict and move it to 年度判定. Raises Declined, Refused."""
    record = _record(row)
    if kind_or_refused(row.register) is Kind.AIR:
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


def kind_or_refused(register: Register) -> Kind:
    """Air or water. Raises Refused for every other register."""
    kind = kind_of(register.declaration)
    if kind is None:
        raise Refused(_("这个台账没有空气或水质的监测数据。"))
    return kind


def _record(row: RegisterRecord) -> Record:
    record = fold(row.register.declaration, events_of(row.register.declaration, row))
    assert record is not None  # noqa: S101 # every row has its creation
    return record
