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
from duban.notices import Notice, NoticeError, Place, make_notice
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
_FIRST_LINE = Place(line=1)
_ZIP_SIGNATURE = b"PK\x03\x04"
_DATE_PATTERN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class TableError(NoticeError):
    """A file with faults; all of them, in order, each with its line and column."""


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
        raise TableError.make("file_is_zip", _FIRST_LINE)
    try:
        text, _notes = sources.decode_text(content, is_prose=False)
    except SourceError:
        raise TableError.make("file_not_text", _FIRST_LINE) from None
    return text.removeprefix("\ufeff")


def read_claims(text: str) -> list[tuple[int, dict[str, Any]]]:
    """Every line's object with its line number. Raises TableError with all faults."""
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[Notice] = []
    for line_number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            claim_json = json.loads(line, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            if not rows and _is_single_json(text):
                raise TableError.make("file_not_json_lines", _FIRST_LINE) from error
            problems.append(make_notice("line_not_json", Place(line=line_number), reason=error))
            continue
        if isinstance(claim_json, dict) and "parts" in claim_json and "kind" not in claim_json:
            raise TableError.make("file_not_json_lines", Place(line=line_number))
        if isinstance(claim_json, dict):
            rows.append((line_number, claim_json))
        else:
            problems.append(make_notice("line_not_an_object", Place(line=line_number)))
    if not rows and not problems:
        problems.append(make_notice("file_without_claims", _FIRST_LINE))
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
        problems: list[Notice] = []
        figures = list(_read_rows(csv_reader, columns, problems))
    except csv.Error as error:
        raise TableError.make("figures_not_csv", Place(line=csv_reader.line_num), reason=error) from error
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
        place = _FIRST_LINE.at_column(missing_columns[0])
        raise TableError.make("figure_column_missing", place, columns=FIGURE_COLUMNS[:6])
    duplicates = [column for column in FIGURE_COLUMNS if columns.count(column) > 1]
    if duplicates:
        raise TableError.make("figure_column_repeated", _FIRST_LINE.at_column(duplicates[0]))
    return columns


def _read_rows(csv_reader: Any, columns: list[str], problems: list[Notice]) -> Iterator[Figure]:
    for cells in csv_reader:
        line_number = csv_reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            counts = {"count": len(cells), "expected": len(columns)}
            problems.append(make_notice("cells_too_many", Place(line=line_number), **counts))
            continue
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        row_problems: list[Notice] = []
        figure = _read_figure(line_number, row, row_problems)
        problems += row_problems
        if figure is not None:
            yield figure


def _read_figure(line_number: int, row: dict[str, str], problems: list[Notice]) -> Figure | None:
    def report_problem(column: str, code: str, /, **parameters: object) -> None:
        problems.append(make_notice(code, Place(line=line_number, column=column), **parameters))

    row = {name: _to_half_width(cell) if name in _HALF_WIDTH_COLUMNS else cell for name, cell in row.items()}
    if not row.get("claim"):
        report_problem("claim", "figure_without_claim")
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
        report_problem("published", "published_before_end", published=published, end=period.end)
        return None
    return Figure(line_number, row["claim"], observation)


def _to_half_width(text: str) -> str:
    """Full-width digits and signs as half-width: ２０２５－０１ is 2025-01."""
    return unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-")


def _parse_period(text: str, report_problem: Any) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        report_problem("period", "period_unreadable", raw=repr(text))
        return None


def _parse_value(text: str, unit: str, report_problem: Any) -> tuple[Decimal | None, str]:
    if not text:
        report_problem("value", "figure_without_value")
        return None, unit
    is_percent = text.endswith(("%", "％")) and unit in ("", "%", "％")
    try:
        value = parse_fields.parse_number(text.rstrip("%％") if is_percent else text, "value")
    except TargetError:
        report_problem("value", "figure_not_a_number", raw=repr(text))
        return None, unit
    return value, "%" if is_percent or unit == "％" else unit


def _parse_published(text: str, report_problem: Any) -> dt.date | None:
    if not text:
        return None
    match = _DATE_PATTERN.fullmatch(text)
    try:
        return dt.date(*map(int, match.groups())) if match else dt.date.fromisoformat(text)
    except ValueError:
        report_problem("published", "published_not_a_date", raw=repr(text))
        return None


def _parse_version(text: str, report_problem: Any) -> Version | None:
    try:
        return Version.parse(text.removesuffix("数"))
    except ValueError:
        report_problem("version", "version_unknown", raw=repr(text))
        return None
