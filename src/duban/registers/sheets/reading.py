"""Reads a filled file as the events that it requests, all or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from duban.registers import events as happened
from duban.registers.days import Days
from duban.registers.declaration import Declaration, Rows
from duban.registers.errors import Problem
from duban.registers.events import Event
from duban.registers.field import Field, FieldType
from duban.registers.folding import advance, fold
from duban.registers.headings import ADDED, CLOSED, CREATED, ID, ROW, STAGE
from duban.registers.proposing import propose
from duban.registers.reading_values import read_value
from duban.registers.record import Record, Row
from duban.registers.referring import Missing, nobody, references
from duban.registers.rights import Rights
from duban.registers.sheets.model import Sheet, SheetError, columns, main_name, sheet_name
from duban.registers.values import Value
from duban.workbooks import key


@dataclass(frozen=True, slots=True)
class Emptied:
    """A cell that is empty in the file, and the current value that was not cleared."""

    place: str
    record: str
    field: Field
    value: Value
    row: str = ""
    """The sub-row's id, where the cell is of one."""


@dataclass(slots=True)
class Import:
    """The result of reading a file: its events in order, and the records after them."""

    events: list[Event] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    """For each event, the sheet and row that request it."""
    records: dict[str, Record] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    same: int = 0
    emptied: list[Emptied] = field(default_factory=list)


def read_sheets(
    declaration: Declaration,
    sheets: tuple[Sheet, ...],
    records: Mapping[str, Record],
    rights: Rights,
    at: dt.datetime,
    days: Days,
    *,
    new_id: Callable[[], str],
    stage_may_differ: bool = False,
    missing: Missing | None = None,
    clear: bool = True,
) -> Import:
    """The events that change `records` (the current ones, by id) into what the sheets say.

    A row without 记录编号 is a new record, named by `new_id`; one whose 记录编号 is not among the
    records is new under that id (an old ledger). Records that the file does not name stay, and so
    do the fields of columns that it does not have. A changed stage is a problem: records are moved
    on their page. `find_missing` gives the bodies and records referred to that do not exist; a
    record of the file itself exists; without it references are not checked. With `clear_empty` an
    empty cell clears the field of an existing record. Raises SheetError with every problem, by
    sheet, row and column; then nothing may be written.
    """
    reader = _Reader(declaration, records, rights, at, days, new_id, stage_may_differ)
    reader.clear = clear
    by_name = {sheet.name: sheet for sheet in sheets}
    main = by_name.pop(main_name(declaration), None)
    if main is None and len(sheets) == 1 and not declaration.rows:
        main, by_name = sheets[0], {}
    if main is not None:
        reader.main(main)
    for group in declaration.rows:
        if (sheet := by_name.pop(sheet_name(group), None)) is not None:
            reader.rows(sheet, group)
    reader.unknown(by_name)
    if missing is not None:
        reader.look_up(missing)
    if reader.problems:
        raise SheetError(reader.problems)
    return reader.done()


class _Reader:
    def __init__(
        self,
        declaration: Declaration,
        records: Mapping[str, Record],
        rights: Rights,
        at: dt.datetime,
        days: Days,
        new_id: Callable[[], str],
        stage_may_differ: bool,
    ) -> None:
        self.declaration, self.rights, self.at, self.days = declaration, rights, at, days
        self.before, self.new_id, self.stage_may_differ = records, new_id, stage_may_differ
        self.after: dict[str, Record] = {}
        self.seen: set[str] = set()
        self.changed: set[str] = set()
        self.problems: list[Problem] = []
        self.clear, self.emptied = True, list[Emptied]()
        self.events: list[Event] = []
        self.places: list[str] = []
        self.pointed: list[tuple[str, Field, str]] = []

    def wrong(self, where: str, what: str, do: str = "") -> None:
        self.problems.append(Problem(where, what, do))

    def done(self) -> Import:
        new = sum(name not in self.before for name in self.after)
        changed = len(self.changed) - new
        same = len(self.seen) - new - changed
        return Import(self.events, self.places, self.after, new, changed, same, self.emptied)

    def unknown(self, sheets: Iterable[str]) -> None:
        """Report sheets that do not belong to the register."""
        groups = (sheet_name(group) for group in self.declaration.rows)
        known = "、".join([main_name(self.declaration), *groups])
        for name in sheets:
            self.wrong(f"工作表“{name}”", "不认识", f"应是：{known}")

    def look_up(self, missing: Missing) -> None:
        """Look up all references of the file, field by field, and report those to nothing."""
        asked: dict[Field, set[str]] = {}
        for _, one, value in self.pointed:
            asked.setdefault(one, set()).add(value)
        gone = {one: {*missing(one, frozenset(values))} for one, values in asked.items()}
        for where, one, value in self.pointed:
            own = one.register == self.declaration.id and value in self.after
            if value in gone[one] and not own:
                self.wrong(where, nobody(one, value))

    def _record(self, name: str) -> Record | None:
        return self.after.get(name) or self.before.get(name)

    def main(self, sheet: Sheet) -> None:
        """The sheet of records."""
        fields = columns(self.declaration.fields)
        for line, cells in self._lines(sheet, [ID, STAGE, CREATED], fields, [ID]):
            name = _text(cells.pop(ID, None)) or self.new_id()
            stage = self._stage(line, cells.pop(STAGE, None))
            created = self._day(line, CREATED, cells.pop(CREATED, None))
            values = self._values(line, cells, fields)
            if name in self.seen:
                self.wrong(f"{line}“{ID}”", f"编号{name}重复")
                continue
            self.seen.add(name)
            record = self._record(name)
            if record is None:
                filled = {key: value for key, value in values.items() if value is not None}
                made: dict[str, Any] = {"values": filled, "stage": stage, "effective": created}
                self._add(line, name, happened.Created, **made)
                continue
            self._same_day(line, CREATED, created, record.created)
            if stage not in (None, record.stage) and not self.stage_may_differ:
                self.wrong(f"{line}“{STAGE}”", "表格不能改阶段", "请在记录页流转")
            self._edit(line, record, values)

    def _edit(self, line: str, record: Record, values: dict[str, Value]) -> None:
        changed = self._changed(record.values, values)
        for one, value in self._left(self.declaration.fields, record.values, values):
            self.emptied.append(Emptied(line, record.id, one, value))
        if changed:
            self._add(line, record.id, happened.Edited, values=changed)

    def _changed(self, now: Mapping[str, Value], asked: dict[str, Value]) -> dict[str, Value]:
        """The values that differ; empty ones only with `clear_empty`."""
        changed = {key: value for key, value in asked.items() if now.get(key) != value}
        if self.clear:
            return changed
        return {key: value for key, value in changed.items() if value is not None}

    def _left(
        self, fields: Iterable[Field], now: Mapping[str, Value], asked: Mapping[str, Value]
    ) -> Iterator[tuple[Field, Value]]:
        """The fields that are empty in the file but not cleared, with their current values."""
        for one in () if self.clear else fields:
            if one.key in asked and asked[one.key] is None and now.get(one.key) is not None:
                yield one, now[one.key]

    def rows(self, sheet: Sheet, group: Rows) -> None:
        """A sheet of sub-rows."""
        fields = columns(group.fields)
        own = [ID, ROW, ADDED, CLOSED] if group.closes else [ID, ROW, ADDED]
        seen: set[tuple[str, str]] = set()
        for line, cells in self._lines(sheet, own, fields, [ID, ROW]):
            name, row = _text(cells.pop(ID, None)), _text(cells.pop(ROW, None))
            added, closed = (self._day(line, k, cells.pop(k, None)) for k in (ADDED, CLOSED))
            values = self._values(line, cells, fields)
            if (name, row) in seen:
                self.wrong(f"{line}“{ROW}”", f"编号{name}行号{row}重复")
                continue
            seen.add((name, row))
            if self._record(name) is None:
                self.wrong(f"{line}“{ID}”", f"没有编号为{name}的记录", "先在记录表里加上")
            elif not row:
                self.wrong(f"{line}“{ROW}”", "没有填写", "每行给一个编号，如1、2、3")
            else:
                which = {"rows": group.key, "row": row}
                self._row(line, name, which, values, added)
                if group.closes:
                    self._close(line, name, which, closed)

    def _row(
        self,
        line: str,
        name: str,
        which: dict[str, str],
        values: dict[str, Value],
        added: dt.date | None,
    ) -> None:
        row = self._now(name, which)
        if row is None:
            filled = {k: v for k, v in values.items() if v is not None}
            self._add(line, name, happened.RowAdded, **which, values=filled, effective=added)
            return
        self._same_day(line, ADDED, added, row.added)
        changed = self._changed(row.values, values)
        group = next(one for one in self.declaration.rows if one.key == which["rows"])
        for one, value in self._left(group.fields, row.values, values):
            self.emptied.append(Emptied(line, name, one, value, row.id))
        if changed:
            self._add(line, name, happened.RowEdited, **which, values=changed)

    def _close(self, line: str, name: str, which: dict[str, str], closed: dt.date | None) -> None:
        row = self._now(name, which)
        if row is not None and closed != row.closed:
            if closed is None:
                self.wrong(f"{line}“{CLOSED}”", "已办结的行不能改回未办结")
            elif row.closed is not None:
                self.wrong(f"{line}“{CLOSED}”", "办结日期不能在表格里改")
            else:
                self._add(line, name, happened.RowClosed, **which, effective=closed)

    def _now(self, name: str, which: dict[str, str]) -> Row | None:
        record = self._record(name)
        return record.rows.get(which["rows"], {}).get(which["row"]) if record else None

    def _same_day(self, line: str, column: str, day: dt.date | None, is_: dt.date) -> None:
        if day not in (None, is_):
            self.wrong(f"{line}“{column}”", f"不能改，应是{is_}", "留空也可以")

    def _lines(
        self, sheet: Sheet, own: list[str], fields: list[Field], needed: list[str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each non-empty row: its location, and its cells by heading."""
        known = {*own, *(one.heading for one in fields)}
        sheet = _renamed(sheet, known)
        where = f"工作表“{sheet.name}”"
        for name in sheet.headings:
            if name not in known:
                self.wrong(f"{where}第1行", f"不认识的列“{name}”", "删去该列，或改成导出时的列名")
            elif sheet.headings.count(name) > 1:
                self.wrong(f"{where}第1行", f"列“{name}”重复", "只留一列")
        for name in needed:
            if name not in sheet.headings:
                self.wrong(f"{where}第1行", f"缺少列“{name}”", "先导出一份，照它的列填")
        if self.problems:
            return
        for n, row in enumerate(sheet.rows, start=2):
            if any(value is not None for value in row):
                yield f"{where}第{n}行", dict(zip(sheet.headings, row, strict=False))

    def _values(self, line: str, cells: dict[str, Any], fields: list[Field]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for one in fields:
            if one.heading in cells:
                try:
                    # Rules are applied to the event later; here only unreadable values fail.
                    values[one.key] = read_value(one, cells[one.heading], past=True)
                except ValueError as error:
                    self.wrong(f"{line}“{one.heading}”", str(error))
        return values

    def _stage(self, line: str, cell: Any) -> str | None:
        label = _text(cell)
        found = next((s.key for s in self.declaration.stages if s.label == label), None)
        if label and found is None:
            listed = "、".join(stage.label for stage in self.declaration.stages)
            self.wrong(f"{line}“{STAGE}”", f"没有“{label}”这个阶段", f"应是：{listed}")
        return found

    def _day(self, line: str, column: str, cell: Any) -> dt.date | None:
        try:
            day = read_value(_DAY, cell)
        except ValueError as error:
            self.wrong(f"{line}“{column}”", str(error))
            return None
        return day if isinstance(day, dt.date) else None

    def _add(self, line: str, name: str, make: Callable[..., Event], **fields: Any) -> None:
        record = self._record(name)
        event = make(
            record=name,
            serial=record.serial + 1 if record else 1,
            at=self.at,
            actor=self.rights.actor,
            version=self.declaration.version,
            **fields,
        )
        refusals = propose(self.declaration, record, event, self.rights, self.days)
        for refusal in refusals:
            labels = {one.key: one.heading for one in self.declaration.fields}
            labels |= {f.key: f.heading for g in self.declaration.rows for f in g.fields}
            column = f"“{labels[refusal.field]}”" if refusal.field in labels else ""
            self.wrong(f"{line}{column}", refusal.sentence)
        if refusals:
            return
        for one, value in references(self.declaration, record, event):
            self.pointed.append((f"{line}“{one.heading}”", one, value))
        after = advance(self.declaration, record, event, late=True) if record else None
        made = after or fold(self.declaration, [event])
        assert made is not None  # noqa: S101 # one event is never nothing
        self.after[name] = made
        self.events.append(event)
        self.places.append(line)
        self.changed.add(name)


def _renamed(sheet: Sheet, known: Iterable[str]) -> Sheet:
    """The sheet with headings as the register writes them, ignoring spaces and line feeds."""
    names = {key(name): name for name in known}
    return replace(sheet, headings=tuple(names.get(key(h), h) for h in sheet.headings))


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return text.removesuffix(".0")


_DAY = Field("closed", CLOSED, "Closed", FieldType.DATE)
