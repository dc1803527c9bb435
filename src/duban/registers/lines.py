"""Finds the line of a declaration file that a problem is about, from its `where`."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duban.registers.errors import Problem

_LISTS = {
    "字段": "fields",
    "明细": "rows",
    "阶段": "stages",
    "流转": "moves",
    "时限": "clocks",
    "统计口径": "measures",
    "校验": "checks",
    "指标": "feeds",
}
_STEP = re.compile(rf"({'|'.join(_LISTS)})(\d+)?(?:“([^”]*)”)?\s*")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?\s*(?:#.*)?$")
_LIST = re.compile(r"\s*(\w+)\s*=\s*\[\s*(?:#.*)?$")
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
#: The messages of Python's TOML parser in Chinese, by the beginning of the English message.
_SYNTAX = {
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
class _Item:
    """One entry of a list: the path of the list, its lines (from 1) and their text."""

    path: str
    first: int
    last: int
    text: str


def with_lines(problems: Iterable[Problem], text: str) -> list[Problem]:
    """The problems, each with its line number where that can be determined."""
    lines = text.splitlines()
    items = list(_items(lines))
    return [dataclasses.replace(one, line=_line(one.where, lines, items)) for one in problems]


def syntax_problem(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    """A TOML syntax error as a problem: the line, and the reason in Chinese."""
    said = str(error)
    place = _WHERE.search(said)
    last = len(text.splitlines())
    line = int(place[1] or last) if place else 0
    english = _WHERE.sub("", said)
    reason = next((zh for en, zh in _SYNTAX.items() if english.startswith(en)), english)
    return Problem("", f"不是合格的TOML：{reason}", line=line)


def _items(lines: list[str]) -> Iterator[_Item]:
    """Entries under a `[[name]]`, and inline tables in braces, one a line, of a list."""
    heads = [(n, found[1]) for n, line in enumerate(lines, 1) if (found := _HEADER.match(line))]
    for place, (first, path) in enumerate(heads):
        following = (n for n, other in heads[place + 1 :] if not other.startswith(f"{path}."))
        last = next(following, len(lines) + 1) - 1
        yield _Item(path, first, last, "\n".join(lines[first - 1 : last]))
    above, inside = "", ""
    for n, line in enumerate(lines, 1):
        if found := _HEADER.match(line):
            above = f"{found[1]}."
        elif found := _LIST.match(line):
            inside = above + found[1]
        elif line.strip().startswith("]"):
            inside = ""
        elif inside and line.strip().startswith("{"):
            yield _Item(inside, n, n, line)


def _line(where: str, lines: list[str], items: list[_Item]) -> int:
    """The line of a problem, or 0 where it is uncertain: better no line than a wrong one."""
    path, at, rest = "", _Item("", 1, len(lines), ""), where.strip()
    while step := _STEP.match(rest):
        path = f"{path}.{_LISTS[step[1]]}".lstrip(".")
        within = [one for one in items if one.path == path and at.first <= one.first <= at.last]
        found = _chosen(within, step[2], step[3])
        if found is None:
            return at.first if path.count(".") else 0
        at, rest = found, rest[step.end() :]
    if (table := next((one for one in items if rest.startswith(f"{one.path} ")), None)) is not None:
        at, rest = table, rest.removeprefix(table.path).strip()
    key = re.match(r"\w+", rest)
    return _line_of_key(lines, at, key[0] if key else "")


def _chosen(items: list[_Item], number: str | None, name: str | None) -> _Item | None:
    """The item of that number (from 1), or of that key or label."""
    if number:
        return items[int(number) - 1] if int(number) <= len(items) else None
    own = re.compile(rf"""\b(?:key|label)\s*=\s*["']{re.escape(name or "")}["']""")
    return next((one for one in items if own.search(one.text)), None)


def _line_of_key(lines: list[str], at: _Item, key: str) -> int:
    if key:
        own = re.compile(rf"(?:^|[{{,\s\[]){re.escape(key)}(?:\s*=|\]|\.)")
        for n in range(at.first, at.last + 1):
            if own.search(lines[n - 1]):
                return n
    return at.first if at.path else 0
