"""Read files of claims (JSON lines) and of figures (CSV), and say where each line is wrong."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban.assessment import fields
from duban.assessment.fields import TargetError
from duban.series import Observation, Period, Version
from duban.sources import SourceError
from duban.sources import decode as sources

COLUMNS = ("claim", "period", "value", "unit", "published", "version", "source")
NEEDED = ("claim", "period", "value")
_ALIASES = {"指标": "claim", "目标": "claim", "期间": "period", "时期": "period", "数值": "value"}
_ALIASES |= {"所属期": "period", "指标名称": "claim", "编号": "claim", "数据版本": "version"}
_ALIASES |= {"单位": "unit", "公布日期": "published", "发布日期": "published", "版本": "version"}
_ALIASES |= {"来源": "source", "id": "claim", "indicator": "claim"}


_NARROW = ("period", "published", "version", "value")
_NOT_LINES = "是整篇的 JSON，不是一行一个指标；请用 duban read --format jsonl 生成"
_ZIP = b"PK\x03\x04"
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: line (1 is the first), column or field, and what to write instead."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        column = f" {self.column} 列" if self.column else ""
        return f"第{self.line}行{column}：{self.message}"


class TableError(ValueError):
    """A file with faults; all of them, in order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "；".join(map(str, self.problems))


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a figures file: the name by which it calls its claim, and the observation.

    The observation's unit is as written, and empty where the row leaves it out.
    """

    line: int
    claim: str
    observation: Observation


def decode(data: bytes) -> str:
    """The text of a file saved as UTF-8, UTF-16 or, as Excel does in China, as GB18030."""
    if data.startswith(_ZIP):
        raise TableError([Problem(1, "", "是 Excel 或压缩文件，不是文字；请另存为 CSV")])
    try:
        text, _notes = sources.decode(data, prose=False)
    except SourceError:
        problem = Problem(1, "", "不是 UTF-8 或 GB18030 文字，请另存为 UTF-8")
        raise TableError([problem]) from None
    return text.removeprefix("\ufeff")


def read_claims(text: str) -> list[tuple[int, dict[str, Any]]]:
    """Every line's object with its line number. Raises TableError with all faults."""
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            obj = json.loads(line, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            if not rows and _whole(text):
                raise TableError([Problem(1, "", _NOT_LINES)]) from error
            problems.append(Problem(number, "", f"不是 JSON（{error}），每行写一个指标"))
            continue
        if isinstance(obj, dict) and "parts" in obj and "kind" not in obj:
            raise TableError([Problem(number, "", _NOT_LINES)])
        if isinstance(obj, dict):
            rows.append((number, obj))
        else:
            problems.append(Problem(number, "", "应为 JSON 对象 {…}，一行一个指标"))
    if not rows and not problems:
        problems.append(Problem(1, "", "没有指标：请用 duban read --format jsonl 生成"))
    if problems:
        raise TableError(problems)
    return rows


def _whole(text: str) -> bool:
    """Whether the file is one JSON value over many lines and not a value a line."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_figures(text: str) -> list[Figure]:
    """Every row of a figures file. Raises TableError with all faults."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        names = _header(next(lines, []))
        problems: list[Problem] = []
        figures = list(_rows(lines, names, problems))
    except csv.Error as error:
        raise TableError([Problem(lines.line_num, "", f"不是 CSV（{error}）")]) from error
    if problems:
        raise TableError(problems)
    return figures


def _delimiter(text: str) -> str:
    """Comma; or the tab or semicolon with which Excel saves, where the first line has no comma."""
    first = text.lstrip().partition("\n")[0]
    return next((mark for mark in ("\t", ";") if mark in first and "," not in first), ",")


def _header(cells: list[str]) -> list[str]:
    names = [_ALIASES.get(c.strip().lower(), c.strip().lower()) for c in cells]
    missing = [n for n in NEEDED if n not in names]
    if missing:
        want = ", ".join(COLUMNS[:6])
        raise TableError([Problem(1, missing[0], f"缺少这一列；首行应为 {want}")])
    twice = [n for n in COLUMNS if names.count(n) > 1]
    if twice:
        raise TableError([Problem(1, twice[0], "这一列出现了两次")])
    return names


def _rows(lines: Any, names: list[str], problems: list[Problem]) -> Iterator[Figure]:
    for cells in lines:
        number = lines.line_num
        if not any(c.strip() for c in cells):
            continue
        if len(cells) > len(names) and any(c.strip() for c in cells[len(names) :]):
            problems.append(
                Problem(
                    number, "", f"有 {len(cells)} 格，首行只有 {len(names)} 列；含逗号的格请加引号"
                )
            )
            continue
        row = dict(zip(names, (c.strip() for c in cells), strict=False))
        found: list[Problem] = []
        figure = _figure(number, row, found)
        problems += found
        if figure is not None:
            yield figure


def _figure(number: int, row: dict[str, str], problems: list[Problem]) -> Figure | None:
    def fault(column: str, message: str) -> None:
        problems.append(Problem(number, column, message))

    row = {name: _narrow(cell) if name in _NARROW else cell for name, cell in row.items()}
    if not row.get("claim"):
        fault("claim", "空白；请写指标的 id、行号、目标任务编号或指标名称")
    period = _period(row.get("period", ""), fault)
    value, unit = _value(row.get("value", ""), row.get("unit", ""), fault)
    published = _published(row.get("published", ""), fault)
    version = _version(row.get("version", ""), fault)
    if problems or period is None or value is None or version is None:
        return None
    source = row.get("source") or f"第{number}行"
    try:
        observation = Observation(period, value, unit, published, version, source)
    except ValueError:
        fault("published", f"{published} 早于所属期末 {period.end}，请核对两个日期")
        return None
    return Figure(number, row["claim"], observation)


def _narrow(text: str) -> str:
    """Full-width digits and signs as half-width: ２０２５－０１ is 2025-01."""
    return unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-")


def _period(text: str, fault: Any) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        fault("period", f"读不出 {text!r}；应为 2025-Q1、2025-01..05、2025 或 2025-06-30")
        return None


def _value(text: str, unit: str, fault: Any) -> tuple[Decimal | None, str]:
    if not text:
        fault("value", "空白；没有数据就删去这一行")
        return None, unit
    percent = text.endswith(("%", "％")) and unit in ("", "%", "％")
    try:
        value = fields.number(text.rstrip("%％") if percent else text, "value")
    except TargetError:
        fault("value", f"{text!r} 不是数字；单位请写在 unit 列")
        return None, unit
    return value, "%" if percent or unit == "％" else unit


def _published(text: str, fault: Any) -> dt.date | None:
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        return dt.date(*map(int, match.groups())) if match else dt.date.fromisoformat(text)
    except ValueError:
        fault("published", f"{text!r} 不是日期；应为 2025-04-18")
        return None


def _version(text: str, fault: Any) -> Version | None:
    try:
        return Version.parse(text.removesuffix("数"))
    except ValueError:
        fault("version", f"{text!r} 应为 初步、修订 或 最终")
        return None
