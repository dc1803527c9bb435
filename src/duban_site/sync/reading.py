"""Convert a row of the source into the desired record, by mapping and register declaration."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duban.registers import Declaration, Field, Value, read_value
from duban_site.api.models import ExternalKey
from duban_site.registers.actions.put import Wanted
from duban_site.registers.models import Register
from duban_site.sync.mapping import Column, MappingError, MappingFile, Row, RowError, moment

LONGEST_KEY = 120


@dataclass(frozen=True, slots=True)
class Taken:
    """A parsed row: its key, the desired record, and a digest that shows whether it changed."""

    line: int
    key: str
    digest: str = ""
    number: str = ""
    wanted: Wanted | None = None
    changed: dt.datetime | None = None
    """When the source last changed the row; `desired` has the date of its beginning."""
    fault: str = ""


@dataclass
class Reader:
    """Reads rows by a mapping; `numbers`: (register, key) → number, for the current batch."""

    mapping: MappingFile
    declaration: Declaration
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fields = {one.key: one for one in self.declaration.fields}
        unknown = [
            key for key in [*self.mapping.fields, *self.mapping.gone.values] if key not in fields
        ]
        if unknown:
            there = "、".join(fields)
            raise MappingError(f"台账 {self.declaration.id} 没有字段 {unknown[0]}；有：{there}")
        stages = {stage.key for stage in self.declaration.stages}
        named = [*(self.mapping.stage.words.values() if self.mapping.stage else ())]
        named += [self.mapping.gone.stage] if self.mapping.gone.stage else []
        if wrong := [one for one in named if one not in stages]:
            raise MappingError(f"台账没有阶段 {wrong[0]}；有：{'、'.join(stages)}")
        self._fields: dict[str, Field] = fields

    def refer(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Load the numbers of the records that these rows reference by key."""
        self.numbers = {}
        for column in self.mapping.fields.values():
            if not column.key_of:
                continue
            keys = {str(row[column.source]) for _n, row in rows if row.get(column.source)}
            found = ExternalKey.objects.filter(register__key=column.key_of, key__in=keys)
            for key, number in found.values_list("key", "record__number"):
                self.numbers[column.key_of, key] = number

    def read(self, line: int, row: Row) -> Taken:
        """Parse the row; `fault` says why where it cannot be read."""
        key = ""
        try:
            key = self._key(row)
            values = {
                name: self._value(name, one, row) for name, one in self.mapping.fields.items()
            }
            stage = None if self.mapping.stage is None else self.mapping.stage.read(row)
            happened = row.get(self.mapping.happened) if self.mapping.happened else None
            changed = moment(row.get(self.mapping.changed) if self.mapping.changed else None)
            wanted = Wanted(
                values=values,
                stage=None if stage is None else str(stage),
                reason=self.mapping.reason,
                happened=moment(happened),
            )
        except RowError as error:
            return Taken(line, key, fault=str(error))
        number = str(row.get(self.mapping.number) or "") if self.mapping.number else ""
        return Taken(line, key, _digest(self.mapping, wanted, number), number, wanted, changed)

    def gone(self) -> Wanted | None:
        """Return what to write to a record that is gone from the source, if anything."""
        told = self.mapping.gone
        if not told.stage and not told.values:
            return None
        values = {key: read_value(self._fields[key], value) for key, value in told.values.items()}
        return Wanted(values=values, stage=told.stage or None, reason=told.reason)

    def _key(self, row: Row) -> str:
        value = Column(self.mapping.key).read(row)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a spreadsheet holds a number where somebody typed a code
        key = str(value if value is not None else "").strip()
        if not key or len(key) > LONGEST_KEY or not key.isprintable():
            raise RowError(f"“{self.mapping.key}”列应是1到{LONGEST_KEY}字的编号")
        return key

    def _value(self, name: str, column: Column, row: Row) -> Value:
        raw = column.read(row)
        if column.key_of and raw is not None:
            number = self.numbers.get((column.key_of, str(raw)))
            if number is None:
                raise RowError(f"“{column.source}”列：台账 {column.key_of} 没有来源编号 {raw}")
            raw = number
        try:
            return read_value(self._fields[name], raw)
        except ValueError as error:
            raise RowError(f"“{column.source}”列：{error}") from error


def _digest(mapping: MappingFile, wanted: Wanted, number: str) -> str:
    told: Mapping[str, Any] = {
        "mapping": mapping.digest,
        "values": {key: repr(value) for key, value in wanted.values.items()},
        "stage": wanted.stage,
        "happened": str(wanted.happened),
        "number": number,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def register_of(mapping: MappingFile) -> Register:
    """Return the mapping's register. Raises MappingError where no register has that key."""
    found = Register.objects.select_related("body").filter(key=mapping.register).first()
    if found is None:
        there = "、".join(Register.objects.values_list("key", flat=True)) or "没有"
        raise MappingError(f"没有台账 {mapping.register}；有：{there}")
    return found
