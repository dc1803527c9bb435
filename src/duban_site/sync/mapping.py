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
KINDS = ("json", "folder", "database")
TOP = {"name", "register", "key", "number", "happened", "changed", "stage", "reason", "gone"} | {
    "source",
    "fields",
}
MOST_GONE = 20
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
    times: Decimal | None = None
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
        if self.times is not None:
            try:
                value = Decimal(str(value)) * self.times
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
    most: int = MOST_GONE


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
    happened: str = ""
    changed: str = ""
    stage: Column | None = None
    reason: str = ""
    gone: Gone = Gone()
    digest: str = ""


def read_mapping(path: Path) -> MappingFile:
    """The mapping of a file. Raises MappingError with what is wrong."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}：读不了（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path}：不是 TOML（{error}）") from error
    try:
        return _mapping(told, path.resolve().parent)
    except MappingError as error:
        raise MappingError(f"{path}：{error}") from error


def _mapping(told: Json, folder: Path) -> MappingFile:
    _known(told, TOP, "")
    for name in ("name", "register", "key"):
        if not isinstance(told.get(name), str) or not told[name]:
            raise MappingError(f"缺 {name}（文字）")
    source, fields = told.get("source"), told.get("fields")
    if not isinstance(source, dict) or source.get("kind") not in KINDS:
        raise MappingError(f"[source] 要有 kind，可以是 {'、'.join(KINDS)}")
    if not isinstance(fields, dict) or not fields:
        raise MappingError("[fields] 要写明至少一个字段：字段 = 来源的列")
    if len(told["name"]) > 80:
        raise MappingError("name 最多80字")
    shape = {name: value for name, value in told.items() if name != "source"}
    whole = json.dumps(shape, ensure_ascii=False, sort_keys=True, default=str)
    return MappingFile(
        name=told["name"],
        register=told["register"],
        key=told["key"],
        source=source,
        fields={key: _column(key, one) for key, one in fields.items()},
        folder=folder,
        number=_text(told, "number"),
        happened=_text(told, "happened"),
        changed=_text(told, "changed"),
        stage=_column("stage", told["stage"]) if "stage" in told else None,
        reason=_text(told, "reason"),
        gone=_gone(told.get("gone", {})),
        digest=hashlib.sha256(whole.encode()).hexdigest(),
    )


def _known(told: Json, names: set[str], where: str) -> None:
    unknown = sorted(set(told) - names)
    if unknown:
        raise MappingError(f"{where}没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(names))}")


def _text(told: Json, name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise MappingError(f"{name} 应是文字")
    return value


def _column(key: str, told: Any) -> Column:
    if isinstance(told, str):
        return Column(told)
    if not isinstance(told, dict) or not isinstance(told.get("from"), str):
        raise MappingError(f"{key} 应是来源的列名，或 {{ from = 列名, … }}")
    _known(told, {"from", "map", "times", "key_of"}, f"{key}：")
    words = told.get("map", {})
    if not isinstance(words, dict):
        raise MappingError(f"{key}：map 应是 {{ 来源的写法 = 台账的写法 }}")
    try:
        times = Decimal(str(told["times"])) if "times" in told else None
    except InvalidOperation:
        raise MappingError(f"{key}：times 应是数字") from None
    return Column(told["from"], words, times, _text(told, "key_of"))


def _gone(told: Any) -> Gone:
    if not isinstance(told, dict):
        raise MappingError("[gone] 应是一节")
    _known(told, {"stage", "values", "reason", "most"}, "[gone] ")
    most = told.get("most", MOST_GONE)
    if not isinstance(most, int) or not 0 <= most <= 100:
        raise MappingError("[gone] most 应是0到100的整数（百分比）")
    reason = told.get("reason", Gone().reason)
    return Gone(told.get("stage", ""), told.get("values", {}), reason, most)


def moment(value: Any) -> dt.datetime | None:
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


def secret(text: str) -> str:
    """Resolve a setting of a source: `env:NAME` reads an environment variable.

    Raises MappingError where that variable is not set.
    """
    if not text.startswith("env:"):
        return text
    value = os.environ.get(text.removeprefix("env:"))
    if value is None:
        raise MappingError(f"没有环境变量 {text.removeprefix('env:')}")
    return value
