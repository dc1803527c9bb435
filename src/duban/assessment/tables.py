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

from duban.assessment import parse_fields
from duban.assessment.parse_fields import TargetError
from duban.series import Observation, Period, Version
from duban.sources import SourceError
from duban.sources import decode_text as sources

FIGURE_COLUMNS = ("claim", "period", "value", "unit", "published", "version", "source")
REQUIRED_COLUMNS = ("claim", "period", "value")
_COLUMN_BY_ALIAS = {"指标": "claim", "目标": "claim", "期间": "period", "时期": "period", "数值": "value"}
_COLUMN_BY_ALIAS |= {"所属期": "period", "指标名称": "claim", "编号": "claim", "数据版本": "version"}
_COLUMN_BY_ALIAS |= {"单位": "unit", "公布日期": "published", "发布日期": "published", "版本": "version"}
_COLUMN_BY_ALIAS |= {"来源": "source", "id": "claim", "indicator": "claim"}


_HALF_WIDTH_COLUMNS = ("period", "published", "version", "value")
_NOT_JSON_LINES_MESSAGE = "是整篇的 JSON，不是一行一个指标；请用 duban read --format jsonl 生成"
_ZIP_SIGNATURE = b"PK\x03\x04"
_DATE_PATTERN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


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


def decode_text(content: bytes) -> str:
    """The text of a file saved as UTF-8, UTF-16 or, as Excel does in China, as GB18030."""
    if content.startswith(_ZIP_SIGNATURE):
        raise TableError([Problem(1, "", "是 Excel 或压缩文件，不是文字；请另存为 CSV")])
    try:
        text, _notes = sources.decode_text(content, is_prose=False)
    except SourceError:
        problem = Problem(1, "", "不是 UTF-8 或 GB18030 文字，请另存为 UTF-8")
        raise TableError([problem]) from None
    return text.removeprefix("\ufeff")


def read_claims(text: str) -> list[tuple[int, dict[str, Any]]]:
    """Every line's object with its line number. Raises TableError with all faults."""
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[Problem] = []
    for line_number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            claim_json = json.loads(line, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            if not rows and _is_single_json(text):
                raise TableError([Problem(1, "", _NOT_JSON_LINES_MESSAGE)]) from error
            problems.append(Problem(line_number, "", f"不是 JSON（{error}），每行写一个指标"))
            continue
        if isinstance(claim_json, dict) and "parts" in claim_json and "kind" not in claim_json:
            raise TableError([Problem(line_number, "", _NOT_JSON_LINES_MESSAGE)])
        if isinstance(claim_json, dict):
            rows.append((line_number, claim_json))
        else:
            problems.append(Problem(line_number, "", "应为 JSON 对象 {…}，一行一个指标"))
    if not rows and not problems:
        problems.append(Problem(1, "", "没有指标：请用 duban read --format jsonl 生成"))
    if problems:
        raise TableError(problems)
    return rows


def _is_single_json(text: str) -> bool:
    """Whether the file is one JSON value over many lines and not a value a line."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_figures(text: str) -> list[Figure]:
    """Every row of a figures file. Raises TableError with all faults."""
    csv_reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text))
    try:
        columns = _read_header(next(csv_reader, []))
        problems: list[Problem] = []
        figures = list(_read_rows(csv_reader, columns, problems))
    except csv.Error as error:
        raise TableError([Problem(csv_reader.line_num, "", f"不是 CSV（{error}）")]) from error
    if problems:
        raise TableError(problems)
    return figures


def _find_delimiter(text: str) -> str:
    """Comma; or the tab or semicolon with which Excel saves, where the first line has no comma."""
    first_line = text.lstrip().partition("\n")[0]
    return next((delimiter for delimiter in ("\t", ";") if delimiter in first_line and "," not in first_line), ",")


def _read_header(cells: list[str]) -> list[str]:
    columns = [_COLUMN_BY_ALIAS.get(cell.strip().lower(), cell.strip().lower()) for cell in cells]
    missing_columns = [column for column in REQUIRED_COLUMNS if column not in columns]
    if missing_columns:
        expected_columns = ", ".join(FIGURE_COLUMNS[:6])
        raise TableError([Problem(1, missing_columns[0], f"缺少这一列；首行应为 {expected_columns}")])
    duplicates = [column for column in FIGURE_COLUMNS if columns.count(column) > 1]
    if duplicates:
        raise TableError([Problem(1, duplicates[0], "这一列出现了两次")])
    return columns


def _read_rows(csv_reader: Any, columns: list[str], problems: list[Problem]) -> Iterator[Figure]:
    for cells in csv_reader:
        line_number = csv_reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            problems.append(
                Problem(line_number, "", f"有 {len(cells)} 格，首行只有 {len(columns)} 列；含逗号的格请加引号")
            )
            continue
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        row_problems: list[Problem] = []
        figure = _read_figure(line_number, row, row_problems)
        problems += row_problems
        if figure is not None:
            yield figure


def _read_figure(line_number: int, row: dict[str, str], problems: list[Problem]) -> Figure | None:
    def report_problem(column: str, message: str) -> None:
        problems.append(Problem(line_number, column, message))

    row = {name: _to_half_width(cell) if name in _HALF_WIDTH_COLUMNS else cell for name, cell in row.items()}
    if not row.get("claim"):
        report_problem("claim", "空白；请写指标的 id、行号、目标任务编号或指标名称")
    period = _parse_period(row.get("period", ""), report_problem)
    value, unit = _parse_value(row.get("value", ""), row.get("unit", ""), report_problem)
    published = _parse_published(row.get("published", ""), report_problem)
    version = _parse_version(row.get("version", ""), report_problem)
    if problems or period is None or value is None or version is None:
        return None
    source = row.get("source") or f"第{line_number}行"
    try:
        observation = Observation(period, value, unit, published, version, source)
    except ValueError:
        report_problem("published", f"{published} 早于所属期末 {period.end}，请核对两个日期")
        return None
    return Figure(line_number, row["claim"], observation)


def _to_half_width(text: str) -> str:
    """Full-width digits and signs as half-width: ２０２５－０１ is 2025-01."""
    return unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-")


def _parse_period(text: str, report_problem: Any) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        report_problem("period", f"读不出 {text!r}；应为 2025-Q1、2025-01..05、2025 或 2025-06-30")
        return None


def _parse_value(text: str, unit: str, report_problem: Any) -> tuple[Decimal | None, str]:
    if not text:
        report_problem("value", "空白；没有数据就删去这一行")
        return None, unit
    is_percent = text.endswith(("%", "％")) and unit in ("", "%", "％")
    try:
        value = parse_fields.parse_number(text.rstrip("%％") if is_percent else text, "value")
    except TargetError:
        report_problem("value", f"{text!r} 不是数字；单位请写在 unit 列")
        return None, unit
    return value, "%" if is_percent or unit == "％" else unit


def _parse_published(text: str, report_problem: Any) -> dt.date | None:
    if not text:
        return None
    match = _DATE_PATTERN.fullmatch(text)
    try:
        return dt.date(*map(int, match.groups())) if match else dt.date.fromisoformat(text)
    except ValueError:
        report_problem("published", f"{text!r} 不是日期；应为 2025-04-18")
        return None


def _parse_version(text: str, report_problem: Any) -> Version | None:
    try:
        return Version.parse(text.removesuffix("数"))
    except ValueError:
        report_problem("version", f"{text!r} 应为 初步、修订 或 最终")
        return None
