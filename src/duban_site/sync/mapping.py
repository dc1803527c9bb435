"""The mapping file (TOML): which column of a source fills which field of a register."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils import timezone

Json = dict[str, Any]
Row = Mapping[str, Any]
SOURCE_KINDS = ("json", "folder", "database")
TOP_LEVEL_KEYS = {"name", "register", "key", "number", "happened", "changed", "stage", "reason", "gone"} | {
    "source",
    "fields",
}
MAX_GONE_PERCENT = 20
"""Default percentage of rows that may disappear at once: more counts as a fault of the source."""


class MappingError(ValueError):
    """A mapping that cannot be used; the message says what is wrong, where, and what to do."""


class RowError(ValueError):
    """A row that the mapping cannot read; the message names column and reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """The column of the source from which a value comes, and how it is converted.

    `words`: value in the source → value in the register. `factor` multiplies numbers (万元).
    `key_of`: the value is the key of a record of that register, whose number is stored instead.
    """

    source: str
    words: Mapping[str, Any] = field(default_factory=dict)
    factor: Decimal | None = None
    key_of: str = ""

    def read(self, row: Row) -> Any:
        """The value in a row. Raises RowError for a word that the mapping does not know."""
        if self.source not in row:
            raise RowError(f"没有“{self.source}”这一列")
        value = row[self.source]
        if value is None or value == "":
            return None
        if self.words:
            if str(value) not in self.words:
                raise RowError(f"“{self.source}”列的“{value}”没有对应的写法：请写进映射")
            value = self.words[str(value)]
        if self.factor is not None:
            try:
                value = Decimal(str(value)) * self.factor
            except InvalidOperation:
                raise RowError(f"“{self.source}”列的“{value}”不是数字") from None
        if isinstance(value, dt.datetime | dt.date):
            value = value.isoformat()
        return value


@dataclass(frozen=True, slots=True)
class Gone:
    """What is written to a record that is gone from the source; nothing where all is empty."""

    stage: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = "来源系统中已不存在"
    max_percent: int = MAX_GONE_PERCENT


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A parsed mapping file; relative paths in it start at `folder`."""

    name: str
    register: str
    key: str
    source: Json
    fields: Mapping[str, Column]
    folder: Path
    number: str = ""
    occurred_column: str = ""
    changed: str = ""
    stage: Column | None = None
    reason: str = ""
    gone: Gone = Gone()
    digest: str = ""


def read_mapping(path: Path) -> MappingFile:
    """The mapping of a file. Raises MappingError with what is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}：读不了（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path}：不是 TOML（{error}）") from error
    try:
        return _parse_mapping(document, path.resolve().parent)
    except MappingError as error:
        raise MappingError(f"{path}：{error}") from error


def _parse_mapping(document: Json, folder: Path) -> MappingFile:
    _reject_unknown_keys(document, TOP_LEVEL_KEYS, "")
    for name in ("name", "register", "key"):
        if not isinstance(document.get(name), str) or not document[name]:
            raise MappingError(f"缺 {name}（文字）")
    source, fields = document.get("source"), document.get("fields")
    if not isinstance(source, dict) or source.get("kind") not in SOURCE_KINDS:
        raise MappingError(f"[source] 要有 kind，可以是 {'、'.join(SOURCE_KINDS)}")
    if not isinstance(fields, dict) or not fields:
        raise MappingError("[fields] 要写明至少一个字段：字段 = 来源的列")
    if len(document["name"]) > 80:
        raise MappingError("name 最多80字")
    shape = {name: value for name, value in document.items() if name != "source"}
    serialized = json.dumps(shape, ensure_ascii=False, sort_keys=True, default=str)
    return MappingFile(
        name=document["name"],
        register=document["register"],
        key=document["key"],
        source=source,
        fields={key: _parse_column(key, column_spec) for key, column_spec in fields.items()},
        folder=folder,
        number=_read_text(document, "number"),
        occurred_column=_read_text(document, "happened"),
        changed=_read_text(document, "changed"),
        stage=_parse_column("stage", document["stage"]) if "stage" in document else None,
        reason=_read_text(document, "reason"),
        gone=_parse_gone(document.get("gone", {})),
        digest=hashlib.sha256(serialized.encode()).hexdigest(),
    )


def _reject_unknown_keys(document: Json, allowed: set[str], section: str) -> None:
    unknown = sorted(set(document) - allowed)
    if unknown:
        raise MappingError(f"{section}没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(allowed))}")


def _read_text(document: Json, name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise MappingError(f"{name} 应是文字")
    return value


def _parse_column(key: str, column_spec: Any) -> Column:
    if isinstance(column_spec, str):
        return Column(column_spec)
    if not isinstance(column_spec, dict) or not isinstance(column_spec.get("from"), str):
        raise MappingError(f"{key} 应是来源的列名，或 {{ from = 列名, … }}")
    _reject_unknown_keys(column_spec, {"from", "map", "times", "key_of"}, f"{key}：")
    translations = column_spec.get("map", {})
    if not isinstance(translations, dict):
        raise MappingError(f"{key}：map 应是 {{ 来源的写法 = 台账的写法 }}")
    try:
        factor = Decimal(str(column_spec["times"])) if "times" in column_spec else None
    except InvalidOperation:
        raise MappingError(f"{key}：times 应是数字") from None
    return Column(column_spec["from"], translations, factor, _read_text(column_spec, "key_of"))


def _parse_gone(section: Any) -> Gone:
    if not isinstance(section, dict):
        raise MappingError("[gone] 应是一节")
    _reject_unknown_keys(section, {"stage", "values", "reason", "most"}, "[gone] ")
    max_percent = section.get("most", MAX_GONE_PERCENT)
    if not isinstance(max_percent, int) or not 0 <= max_percent <= 100:
        raise MappingError("[gone] most 应是0到100的整数（百分比）")
    reason = section.get("reason", Gone().reason)
    return Gone(section.get("stage", ""), section.get("values", {}), reason, max_percent)


def parse_moment(value: Any) -> dt.datetime | None:
    """Parse a date or time of the source, in the city's time zone where it names none."""
    if value in (None, ""):
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 # made aware below
    if not isinstance(value, dt.datetime):
        text = str(value).strip().replace("/", "-")
        try:
            value = dt.datetime.fromisoformat(text)
        except ValueError:
            raise RowError(f"“{value}”不是时间，应是 2026-03-05 14:30 的样子") from None
    return value if value.tzinfo else timezone.make_aware(value)


def resolve_secret(setting: str) -> str:
    """Resolve a setting of a source: `env:NAME` reads an environment variable.

    Raises MappingError where that variable is not set.
    """
    if not setting.startswith("env:"):
        return setting
    value = os.environ.get(setting.removeprefix("env:"))
    if value is None:
        raise MappingError(f"没有环境变量 {setting.removeprefix('env:')}")
    return value
