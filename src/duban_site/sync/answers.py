"""The result of each row, for the source's operators: a line on the screen and in a CSV file."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from duban.registers import Declaration
from duban_site.api.models import ExternalKey
from duban_site.registers.models import Register, RegisterRecord

HEADINGS = ("来源编号", "督办编号", "结果", "变动", "原因")
RESULT_WORDS = {"created": "新增", "changed": "变更", "unchanged": "未变", "refused": "未接收", "gone": "来源已无"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A row's result: source's key, Duban's number, result, changes (before → after), fault."""

    key: str
    number: str
    result: str
    changes: tuple[str, ...] = ()
    fault: str = ""

    def row(self) -> tuple[str, ...]:
        """Return the cells of the line in the file of answers."""
        result_word = RESULT_WORDS.get(self.result, self.result)
        return (self.key, self.number, result_word, "；".join(self.changes), self.fault)


def load_records_by_key(register: Register, keys: Iterable[str]) -> dict[str, RegisterRecord]:
    """Key → the current record, for those keys that have one."""
    external_keys = ExternalKey.objects.filter(register=register, key__in=list(keys))
    return {external_key.key: external_key.record for external_key in external_keys.select_related("record")}


def describe_changes(declaration: Declaration, before: RegisterRecord | None, after: RegisterRecord) -> tuple[str, ...]:
    """Describe the changes of a record's open fields and stage; never personal or sealed fields."""
    labels = {item.key: item.label for item in declaration.fields}
    stages = {item.key: item.label for item in declaration.stages}
    old_values: dict[str, Any] = {} if before is None else before.values
    names = [key for key in labels if old_values.get(key) != after.values.get(key)]
    new_values = after.values
    changes = [
        f"{labels[key]}：{_format_value(old_values.get(key))} → {_format_value(new_values.get(key))}" for key in names
    ]
    if before is not None and before.stage != after.stage:
        changes.append(f"阶段：{stages.get(before.stage, '')} → {stages.get(after.stage, '')}")
    return tuple(changes)


def _format_value(value: Any) -> str:
    return "空" if value in (None, "") else str(value)


class AnswerFile:
    """The file of answers (CSV): a temporary file that gets its name when the run has ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        descriptor, draft_name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.resolve().parent)
        self._draft = Path(draft_name)
        self._file: IO[str] = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADINGS)

    def add(self, answer: Answer) -> None:
        """One more line."""
        self._writer.writerow(_escape_formula(cell) for cell in answer.row())

    def publish(self) -> None:
        """Close the file and give it its name."""
        self._file.close()
        self._draft.replace(self._path)

    def discard(self) -> None:
        """Close and delete the temporary file."""
        self._file.close()
        self._draft.unlink(missing_ok=True)


def _escape_formula(cell: str) -> str:
    """Prefix a cell that a spreadsheet would take for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
