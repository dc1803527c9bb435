"""Import a file of air or water readings: all rows, or none with every fault reported."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Event, Field, Problem, Record, Value, fold, read_value
from duban.registers.events import RowAdded
from duban.registers.folding import advance
from duban.registers.sheets import Sheet
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.jobs.differences import (
    Change,
    Differences,
    reading_notices,
    require_confirmed,
)
from duban_site.registers.actions.happen import Held, hold, keep_all, proposed
from duban_site.registers.actions.judge import DATES, kind_or_refused, told
from duban_site.registers.duties import Names
from duban_site.registers.errors import Faulty
from duban_site.registers.history import events_of
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.judging import Kind, entered
from duban_site.registers.sheet_changes import shown, summary

MOST = 20_000
"""Limit of rows in a file: a year of days at 54 stations, a year of months at 1,600 sections.

20,000 take some 12 seconds of processor time, as much as one request may; more come in two files.
"""
TOLD = 50


@dataclass(slots=True)
class _File:
    """A parsed sheet: its problems, and the valid readings by record key."""

    kind: Kind
    problems: list[Problem] = field(default_factory=list)
    readings: dict[int, list[tuple[int, dict[str, Value]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    seen: dict[tuple[int, Value], int] = field(default_factory=dict)

    def wrong(self, line: int, what: str, do: str = "", column: str = "") -> None:
        where = _("第%(n)s行") % {"n": line}
        self.problems.append(Problem(f"{where} {column}".strip(), what, do))


def compare_readings(actor: Actor, register: Register, sheets: Sequence[Sheet]) -> Differences:
    """What a sheet of readings would add and change. Raises InvalidInput with every fault."""
    policy.require(actor, "registers.write", register)
    file = _opened(register, sheets)
    rows = RegisterRecord.objects.in_bulk(list(file.readings))
    changes = []
    for key, lines in file.readings.items():
        record = fold(register.declaration, events_of(register.declaration, rows[key]))
        assert record is not None  # noqa: S101 # every row has its creation
        for line, values in lines:
            try:
                changes += _changes(register, record, file.kind, line, values)
            except Refused as error:
                file.wrong(line, str(error))
    if file.problems:
        raise Faulty(file.problems[:TOLD])
    carried = [one for sheet in sheets[:1] for one in sheet.carried]
    return Differences(sorted(changes, key=lambda one: one.row), reading_notices((), (), carried))


def _changes(
    register: Register, record: Record, kind: Kind, line: int, values: dict[str, Value]
) -> list[Change]:
    """The changes of one reading; none where the same reading exists already. Raises Refused."""
    found = told(record, kind, values, now())
    if found is None:
        return []
    make, event = found
    declaration = register.declaration
    fields = {f.key: f for group in declaration.rows if group.key == kind for f in group.fields}
    of = f"{record.values.get(declaration.title)} {values[DATES[kind]]}"
    if make is RowAdded:
        return [Change(line, of, _("新增"), "", summary(event["values"], fields))]
    row = record.rows[kind][event["row"]]
    return [
        Change(line, of, fields[key].heading, shown(row.values.get(key)), shown(value))
        for key, value in event["values"].items()
    ]


@transaction.atomic
def import_readings(
    actor: Actor,
    register: Register,
    sheets: Sequence[Sheet],
    *,
    file: tuple[str, bytes],
    confirmed: str,
) -> int:
    """Import a sheet with one reading a row; gives how many were written.

    `confirmed` is the digest of the differences that somebody confirmed. Raises InvalidInput with
    every fault, Conflict where the differences have changed since.
    """
    policy.require(actor, "registers.write", register)
    held = Register.objects.select_for_update().get(pk=register.pk)
    require_confirmed(compare_readings(actor, held, sheets), confirmed)
    read = _opened(held, sheets)
    names, taken = Names(), 0
    for key, lines in read.readings.items():
        taken += _take(actor, hold(actor, RegisterRecord(pk=key), names), lines, read)
    if read.problems:
        raise Faulty(read.problems[:TOLD])
    sha256 = hashlib.sha256(file[1]).hexdigest()
    log(actor, "registers.import", held, file=file[0], sha256=sha256, events=taken)
    return taken


def _opened(register: Register, sheets: Sequence[Sheet]) -> _File:
    """Parse the readings of the first sheet. Raises InvalidInput with every fault."""
    if not sheets:
        raise Faulty([Problem("", _("文件是空的"))])
    file = _File(kind_or_refused(register))
    _read(register, sheets[0], file)
    if file.problems:
        raise Faulty(file.problems[:TOLD])
    return file


def _take(actor: Actor, held: Held, lines: list[tuple[int, dict[str, Value]]], file: _File) -> int:
    """Append the readings of one record; its history is read once, its row written once."""
    events = list[Event]()
    for line, values in lines:
        try:
            event = _event(actor, held, file.kind, values)
        except Refused as error:
            file.wrong(line, str(error))
            continue
        if event is not None:
            after = advance(held.declaration, held.record, event, late=True)
            assert after is not None  # noqa: S101 # its serial is the next
            held.record = after
            events.append(event)
    if events and not file.problems:
        keep_all(actor, held, events)
    return len(events)


def _event(actor: Actor, held: Held, kind: Kind, values: Mapping[str, Value]) -> Event | None:
    """The event of a reading; None where the same exists already. Raises Declined, Refused."""
    found = told(held.record, kind, values, now())
    if found is None:
        return None
    make, fields = found
    return proposed(actor, held, make, now(), **fields)


def _read(register: Register, sheet: Sheet, file: _File) -> None:
    """Parse every row of the sheet; valid readings go to their record, faults to `problems`."""
    declaration, dates = register.declaration, DATES[file.kind]
    title = declaration.field(declaration.title).heading
    fields = {f.heading: f for f in entered(declaration)}
    labels = {f.label: f.heading for f in fields.values()}
    headings = [labels.get(h, h) for h in sheet.headings]
    dated = next(h for h, f in fields.items() if f.key == dates)
    if missing := [h for h in (title, dated) if h not in headings]:
        file.wrong(1, _("没有“%(name)s”这一列") % {"name": missing[0]})
        return
    if len(sheet.rows) > MOST:
        many = _("多于%(n)s行；请按点位或月份分几个文件导入") % {"n": MOST}
        file.problems.append(Problem("", many))
        return
    listed = register.records.values_list("title", "values__year", "pk")
    stations = {(name, year): key for name, year, key in listed}
    for line, cells in enumerate(sheet.rows, start=2):
        said = dict(zip(headings, cells, strict=False))
        values = _values(line, fields, said, file)
        day: Any = values.get(dates)
        key = stations.get((str(said.get(title) or ""), getattr(day, "year", None)))
        if key is None:
            what = _("没有“%(name)s”在该年度的记录") % {"name": said.get(title) or "—"}
            file.wrong(line, what, _("先新建一条"))
        elif (first := file.seen.setdefault((key, _once(day)), line)) != line:
            what = _("与第%(n)s行是同一点位的同一期") % {"n": first}
            file.wrong(line, what, _("每期只留一行；小时值先按标准算成日值"))
        else:
            file.readings[key].append((line, values))


def _once(day: Any) -> Value:
    return day if isinstance(day, dt.date) else None


def _values(
    line: int, fields: Mapping[str, Field], said: Mapping[str, Any], file: _File
) -> dict[str, Value]:
    values = dict[str, Value]()
    for heading, one in fields.items():
        try:
            value = read_value(one, said.get(heading))
        except ValueError as error:
            file.wrong(line, str(error), column=heading)
            continue
        if value is not None:
            values[one.key] = value
    return values
