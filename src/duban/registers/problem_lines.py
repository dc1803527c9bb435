"""Finds the line of a declaration file that a problem is about, from its place."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duban.notices import Notice, Place, Step, make_notice

_LISTS = frozenset({"fields", "rows", "stages", "moves", "clocks", "measures", "checks", "feeds"})
_HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?\s*(?:#.*)?$")
_LIST_OPENING = re.compile(r"\s*(\w+)\s*=\s*\[\s*(?:#.*)?$")
_ERROR_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_REASON_CODES = {
    "Expected '='": "toml_equals_missing",
    "Invalid value": "toml_no_value",
    "Illegal character": "toml_character",
    "Unterminated string": "toml_quote_open",
    "Expected newline": "toml_rest_of_line",
    "Unclosed array": "toml_array_open",
    "Unclosed inline table": "toml_braces_open",
    "Cannot overwrite": "toml_written_twice",
    "Duplicate inline table key": "toml_written_twice_in_braces",
    "Invalid initial character": "toml_key",
    "Invalid statement": "toml_statement",
    "Expected ']'": "toml_bracket_open",
    "Cannot declare": "toml_table_twice",
}
"""The codes of the messages of Python's TOML parser, by their beginnings."""


@dataclass(frozen=True, slots=True)
class _ListItem:
    """One entry of a list: the path of the list, its lines (from 1) and their text."""

    path: str
    first: int
    last: int
    text: str


def add_line_numbers(problems: Iterable[Notice], text: str) -> list[Notice]:
    """The problems, each with its line number where that can be determined."""
    lines = text.splitlines()
    items = list(_iterate_items(lines))
    return [
        problem.move_to(dataclasses.replace(problem.place, line=_find_line(problem.place.steps, lines, items)))
        for problem in problems
    ]


def describe_syntax_error(error: tomllib.TOMLDecodeError, text: str) -> Notice:
    """A TOML syntax error as a problem: the line, and the reason."""
    message = str(error)
    position = _ERROR_POSITION.search(message)
    line = int(position[1] or len(text.splitlines())) if position else 0
    english = _ERROR_POSITION.sub("", message)
    codes = (code for beginning, code in _REASON_CODES.items() if english.startswith(beginning))
    reason = next((make_notice(code) for code in codes), english)
    return make_notice("toml_invalid", Place(line=line), reason=reason)


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


def _find_line(steps: Sequence[Step], lines: list[str], items: list[_ListItem]) -> int:
    """The line of a problem, or 0 where it is uncertain: better no line than a wrong one."""
    path, container = "", _ListItem("", 1, len(lines), "")
    keys = [step.name for step in steps if step.kind == "key"]
    for step in steps[: len(steps) - len(keys)]:
        if step.kind not in _LISTS:
            return container.first if path else 0
        path = f"{path}.{step.kind}".lstrip(".")
        candidates = [item for item in items if item.path == path and container.first <= item.first <= container.last]
        next_item = _choose_item(candidates, step)
        if next_item is None:
            return container.first if path.count(".") else 0
        container = next_item
    if len(keys) > 1 and (table := next((item for item in items if item.path == keys[0]), None)) is not None:
        container, keys = table, keys[1:]
    key_match = re.match(r"\w+", keys[0] if keys else "")
    return _find_key_line(lines, container, key_match[0] if key_match else "")


def _choose_item(items: list[_ListItem], step: Step) -> _ListItem | None:
    """The item of the step's number, or of its key or label."""
    if step.number:
        return items[step.number - 1] if step.number <= len(items) else None
    key_pattern = re.compile(rf"""\b(?:key|label)\s*=\s*["']{re.escape(step.name)}["']""")
    return next((item for item in items if key_pattern.search(item.text)), None)


def _find_key_line(lines: list[str], item: _ListItem, key: str) -> int:
    if key:
        key_pattern = re.compile(rf"(?:^|[{{,\s\[]){re.escape(key)}(?:\s*=|\]|\.)")
        for line_number in range(item.first, item.last + 1):
            if key_pattern.search(lines[line_number - 1]):
                return line_number
    return item.first if item.path else 0
