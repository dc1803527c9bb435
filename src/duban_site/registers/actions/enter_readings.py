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
from duban_site.core.clock import to_local_date
from duban_site.core.errors import Refused
from duban_site.registers.actions.edit_record import edit_fields, move_to_stage
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming
from duban_site.registers.actions.rows import add_row, edit_row, next_row_id
from duban_site.registers.history import load_events
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.environment import (
    Kind,
    describe_exceedances,
    find_standard_kind,
    judge_month,
    judge_section_year,
    judge_station_year,
)

DATE_FIELD_BY_KIND = {Kind.AIR: "day", Kind.WATER: "month_end"}
JUDGED_STAGE = "judged"


@transaction.atomic
def enter_reading(
    actor: Actor, row: RegisterRecord, values: Mapping[str, Value], *, timing: EventTiming = RECORDED_NOW
) -> RegisterEvent | None:
    """Enter the reading of a day or month, or replace the one of the same date.

    Gives None where the same reading exists already. The class of water and its exceedances are
    computed, never typed. Raises Declined, Refused.
    """
    reading_event = build_reading_event(_fold_record(row), require_kind(row.register), values, timing.recording_time)
    if reading_event is None:
        return None
    event_type, fields = reading_event
    effective = timing.effective or fields.pop("effective")
    effective_timing = replace(timing, effective=effective)
    if event_type is RowAdded:
        return add_row(actor, row, fields["rows"], fields["values"], timing=effective_timing)
    return edit_row(actor, row, fields["rows"], fields["row"], fields["values"], timing=effective_timing)


def build_reading_event(
    record: Record, kind: Kind, values: Mapping[str, Value], recorded_at: dt.datetime
) -> tuple[type[RowAdded | RowEdited], dict[str, Any]] | None:
    """The type and fields of a reading's event; None where the same reading exists already.

    A reading takes effect on its own day, however late it is entered. Raises Refused.
    """
    reading_values = dict(values)
    if kind is Kind.WATER:
        month_class = judge_month(record, reading_values)
        if month_class is None:
            raise Refused(_("没有可评价的监测因子；至少填一项浓度。"))
        reading_values |= {"water_class": month_class.number, "exceeding": describe_exceedances(month_class) or None}
    date_field, existing_rows = DATE_FIELD_BY_KIND[kind], record.rows.get(kind, {})
    existing_key = next(
        (
            field_key
            for field_key, existing_row in existing_rows.items()
            if existing_row.values.get(date_field) == reading_values.get(date_field)
        ),
        None,
    )
    if existing_key is None:
        reading_date = reading_values.get(date_field)
        since = reading_date if isinstance(reading_date, dt.date) else record.since
        effective = min(max(since, record.since), to_local_date(recorded_at))
        filled_values = {field_key: value for field_key, value in reading_values.items() if value is not None}
        row_id = next_row_id(existing_rows)
        return RowAdded, {"rows": kind, "row": row_id, "values": filled_values, "effective": effective}
    changed_values = {
        field_key: value
        for field_key, value in reading_values.items()
        if existing_rows[existing_key].values.get(field_key) != value
    }
    effective = min(existing_rows[existing_key].added, to_local_date(recorded_at))
    fields = {"rows": kind, "row": existing_key, "values": changed_values, "effective": effective}
    return (RowEdited, fields) if changed_values else None


@transaction.atomic
def judge_year(actor: Actor, row: RegisterRecord, *, timing: EventTiming = RECORDED_NOW) -> RegisterEvent:
    """Judge the record's year, save the verdict and move it to 年度判定. Raises Declined, Refused."""
    record = _fold_record(row)
    if require_kind(row.register) is Kind.AIR:
        air_verdict = judge_station_year(record)
        if not air_verdict.judged:
            raise Refused(_("有效监测天数不够：全年324天、每月27天（二月25天）才能判定年均值。"))
        values: dict[str, Value] = {"met": air_verdict.met, "exceeding": describe_exceedances(air_verdict) or None}
    else:
        water_verdict = judge_section_year(record)
        if water_verdict is None:
            raise Refused(_("没有可评价的监测因子；先录入逐月监测。"))
        values = {"year_class": water_verdict.number}
    if record.stage == JUDGED_STAGE:
        return edit_fields(actor, row, values, timing=timing)
    return move_to_stage(actor, row, JUDGED_STAGE, values, timing=timing)


def require_kind(register: Register) -> Kind:
    """Air or water. Raises Refused for every other register."""
    kind = find_standard_kind(register.declaration)
    if kind is None:
        raise Refused(_("这个台账没有空气或水质的监测数据。"))
    return kind


def _fold_record(row: RegisterRecord) -> Record:
    record = fold(row.register.declaration, load_events(row.register.declaration, row))
    assert record is not None  # noqa: S101 # every row has its creation
    return record
