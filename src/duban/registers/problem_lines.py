"""Finds the line of a declaration file that a problem is about, from its `where`."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duban.registers.errors import Problem

_LIST_BY_LABEL = {
    "字段": "fields",
    "明细": "rows",
    "阶段": "stages",
    "流转": "moves",
    "时限": "clocks",
    "统计口径": "measures",
    "校验": "checks",
    "指标": "feeds",
}
_LOCATION_STEP = re.compile(rf"({'|'.join(_LIST_BY_LABEL)})(\d+)?(?:“([^”]*)”)?\s*")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?\s*(?:#.*)?$")
_LIST_OPENING = re.compile(r"\s*(\w+)\s*=\s*\[\s*(?:#.*)?$")
_ERROR_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
#: The messages of Python's TOML parser in Chinese, by the beginning of the English message.
_REASON_BY_BEGINNING = {
    "Expected '='": "键的后面应是等号",
    "Invalid value": "等号后面不是值；文字要用引号括起",
    "Illegal character": "引号没有合上，或有不能用的字符",
    "Unterminated string": "引号没有合上",
    "Expected newline": "一行里有多余的内容，或引号不成对",
    "Unclosed array": "方括号没有合上，或缺少逗号",
    "Unclosed inline table": "花括号没有合上，或缺少逗号",
    "Cannot overwrite": "这一项写了两次",
    "Duplicate inline table key": "花括号里有一项写了两次",
    "Invalid initial character": "键只能用字母、数字和下划线",
    "Invalid statement": "不是“键 = 值”，也不是 [名称]",
    "Expected ']'": "方括号没有合上",
    "Cannot declare": "这个表写了两次",
}


@dataclass(frozen=True, slots=True)
class _ListItem:
    """One entry of a list: the path of the list, its lines (from 1) and their text."""

    path: str
    first: int
    last: int
    text: str


def add_line_numbers(problems: Iterable[Problem], text: str) -> list[Problem]:
    """The problems, each with its line number where that can be determined."""
    lines = text.splitlines()
    items = list(_iterate_items(lines))
    return [dataclasses.replace(problem, line=_find_line(problem.where, lines, items)) for problem in problems]


def describe_syntax_error(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    """A TOML syntax error as a problem: the line, and the reason in Chinese."""
    message = str(error)
    position = _ERROR_POSITION.search(message)
    line_count = len(text.splitlines())
    line = int(position[1] or line_count) if position else 0
    english = _ERROR_POSITION.sub("", message)
    reason = next(
        (chinese for beginning, chinese in _REASON_BY_BEGINNING.items() if english.startswith(beginning)), english
    )
    return Problem("", f"不是合格的TOML：{reason}", line=line)


def _iterate_items(lines: list[str]) -> Iterator[_ListItem]:
    """Entries under a `[[name]]`, and inline tables in braces, one a line, of a list."""
    headers = [(number, match[1]) for number, line in enumerate(lines, 1) if (match := _HEADER.match(line))]
    for index, (first_line, path) in enumerate(headers):
        next_lines = (number for number, later_path in headers[index + 1 :] if not later_path.startswith(f"{path}."))
        last_line = next(next_lines, len(lines) + 1) - 1
        yield _ListItem(path, first_line, last_line, "\n".join(lines[first_line - 1 : last_line]))
    path_prefix, list_path = "", ""
    for number, line in enumerate(lines, 1):
        if match := _HEADER.match(line):
            path_prefix = f"{match[1]}."
        elif match := _LIST_OPENING.match(line):
            list_path = path_prefix + match[1]
        elif line.strip().startswith("]"):
            list_path = ""
        elif list_path and line.strip().startswith("{"):
            yield _ListItem(list_path, number, number, line)


def _find_line(location: str, lines: list[str], items: list[_ListItem]) -> int:
    """The line of a problem, or 0 where it is uncertain: better no line than a wrong one."""
    path, container, remaining = "", _ListItem("", 1, len(lines), ""), location.strip()
    while step_match := _LOCATION_STEP.match(remaining):
        path = f"{path}.{_LIST_BY_LABEL[step_match[1]]}".lstrip(".")
        candidates = [item for item in items if item.path == path and container.first <= item.first <= container.last]
        next_item = _choose_item(candidates, step_match[2], step_match[3])
        if next_item is None:
            return container.first if path.count(".") else 0
        container, remaining = next_item, remaining[step_match.end() :]
    if (table := next((item for item in items if remaining.startswith(f"{item.path} ")), None)) is not None:
        container, remaining = table, remaining.removeprefix(table.path).strip()
    key_match = re.match(r"\w+", remaining)
    return _find_key_line(lines, container, key_match[0] if key_match else "")


def _choose_item(items: list[_ListItem], number: str | None, name: str | None) -> _ListItem | None:
    """The item of that number (from 1), or of that key or label."""
    if number:
        return items[int(number) - 1] if int(number) <= len(items) else None
    key_pattern = re.compile(rf"""\b(?:key|label)\s*=\s*["']{re.escape(name or "")}["']""")
    return next((item for item in items if key_pattern.search(item.text)), None)


def _find_key_line(lines: list[str], item: _ListItem, key: str) -> int:
    if key:
        key_pattern = re.compile(rf"(?:^|[{{,\s\[]){re.escape(key)}(?:\s*=|\]|\.)")
        for line_number in range(item.first, item.last + 1):
            if key_pattern.search(lines[line_number - 1]):
                return line_number
    return item.first if item.path else 0
