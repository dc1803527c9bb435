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
from duban_site.registers.actions.update_to_state import TargetState
from duban_site.registers.models import Register
from duban_site.sync.mapping import Column, MappingError, MappingFile, Row, RowError, parse_moment

MAX_KEY_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A parsed row: its key, the desired record, and a digest that shows whether it changed."""

    line: int
    key: str
    digest: str = ""
    number: str = ""
    desired: TargetState | None = None
    changed: dt.datetime | None = None
    """When the source last changed the row; `desired` has the date of its beginning."""
    fault: str = ""


@dataclass
class RowReader:
    """Reads rows by a mapping; `numbers`: (register, key) → number, for the current batch."""

    mapping: MappingFile
    declaration: Declaration
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fields = {item.key: item for item in self.declaration.fields}
        unknown = [key for key in [*self.mapping.fields, *self.mapping.gone.values] if key not in fields]
        if unknown:
            available_fields = "、".join(fields)
            raise MappingError(f"台账 {self.declaration.id} 没有字段 {unknown[0]}；有：{available_fields}")
        stages = {stage.key for stage in self.declaration.stages}
        stage_names = [*(self.mapping.stage.words.values() if self.mapping.stage else ())]
        stage_names += [self.mapping.gone.stage] if self.mapping.gone.stage else []
        if unknown_stages := [item for item in stage_names if item not in stages]:
            raise MappingError(f"台账没有阶段 {unknown_stages[0]}；有：{'、'.join(stages)}")
        self._fields: dict[str, Field] = fields

    def load_referenced_numbers(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Load the numbers of the records that these rows reference by key."""
        self.numbers = {}
        for column in self.mapping.fields.values():
            if not column.key_of:
                continue
            keys = {str(row[column.source]) for _line, row in rows if row.get(column.source)}
            external_keys = ExternalKey.objects.filter(register__key=column.key_of, key__in=keys)
            for key, number in external_keys.values_list("key", "record__number"):
                self.numbers[column.key_of, key] = number

    def read(self, line: int, row: Row) -> ParsedRow:
        """Parse the row; `fault` says why where it cannot be read."""
        key = ""
        try:
            key = self._key(row)
            values = {name: self._value(name, column, row) for name, column in self.mapping.fields.items()}
            stage = None if self.mapping.stage is None else self.mapping.stage.read(row)
            occurred_at = row.get(self.mapping.occurred_column) if self.mapping.occurred_column else None
            changed_at = parse_moment(row.get(self.mapping.changed) if self.mapping.changed else None)
            desired = TargetState(
                values=values,
                stage=None if stage is None else str(stage),
                reason=self.mapping.reason,
                occurred_at=parse_moment(occurred_at),
            )
        except RowError as error:
            return ParsedRow(line, key, fault=str(error))
        number = str(row.get(self.mapping.number) or "") if self.mapping.number else ""
        return ParsedRow(line, key, _compute_digest(self.mapping, desired, number), number, desired, changed_at)

    def build_gone_record(self) -> TargetState | None:
        """Return what to write to a record that is gone from the source, if anything."""
        gone_settings = self.mapping.gone
        if not gone_settings.stage and not gone_settings.values:
            return None
        values = {key: read_value(self._fields[key], value) for key, value in gone_settings.values.items()}
        return TargetState(values=values, stage=gone_settings.stage or None, reason=gone_settings.reason)

    def _key(self, row: Row) -> str:
        value = Column(self.mapping.key).read(row)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a spreadsheet holds a number where somebody typed a code
        key = str(value if value is not None else "").strip()
        if not key or len(key) > MAX_KEY_LENGTH or not key.isprintable():
            raise RowError(f"“{self.mapping.key}”列应是1到{MAX_KEY_LENGTH}字的编号")
        return key

    def _value(self, field_key: str, column: Column, row: Row) -> Value:
        raw = column.read(row)
        if column.key_of and raw is not None:
            number = self.numbers.get((column.key_of, str(raw)))
            if number is None:
                raise RowError(f"“{column.source}”列：台账 {column.key_of} 没有来源编号 {raw}")
            raw = number
        try:
            return read_value(self._fields[field_key], raw)
        except ValueError as error:
            raise RowError(f"“{column.source}”列：{error}") from error


def _compute_digest(mapping: MappingFile, desired: TargetState, number: str) -> str:
    payload: Mapping[str, Any] = {
        "mapping": mapping.digest,
        "values": {key: repr(value) for key, value in desired.values.items()},
        "stage": desired.stage,
        "happened": str(desired.occurred_at),
        "number": number,
    }
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def load_register(mapping: MappingFile) -> Register:
    """Return the mapping's register. Raises MappingError where no register has that key."""
    register = Register.objects.select_related("body").filter(key=mapping.register).first()
    if register is None:
        available = "、".join(Register.objects.values_list("key", flat=True)) or "没有"
        raise MappingError(f"没有台账 {mapping.register}；有：{available}")
    return register
