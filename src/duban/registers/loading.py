"""Loads a declaration file (TOML) as a Declaration, or reports all problems in it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from duban.registers import checking, loading_parts
from duban.registers.declaration import Check, Declaration, Retention
from duban.registers.errors import DeclarationError, Problem
from duban.registers.evaluating import names_of
from duban.registers.expression import Expression, ExpressionError, Names, parse
from duban.registers.lines import syntax_problem, with_lines
from duban.registers.tables import Table

LARGEST = 400_000


def load(text: str, source: str = "declaration") -> Declaration:
    """The register that a file's text declares. Raises DeclarationError with every problem."""
    if len(text) > LARGEST:
        raise DeclarationError(source, [Problem("", f"文件有{len(text)}字，最多{LARGEST}字")])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(source, [syntax_problem(error, text)]) from None
    except RecursionError:
        raise DeclarationError(source, [Problem("", "不是合格的TOML：套得太深")]) from None
    problems: list[Problem] = []
    declaration = _declared(Table(data, "", problems), source)
    if not problems:
        problems += checking.problems(declaration)
    if problems:
        raise DeclarationError(source, with_lines(problems, text))
    return declaration


def load_file(path: Path) -> Declaration:
    """The register that a file declares. Raises DeclarationError, OSError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DeclarationError(path.name, [Problem("", "不是UTF-8编码", "另存为UTF-8")]) from None
    return load(text, path.name)


def _declared(table: Table, source: str) -> Declaration:
    fields = loading_parts.fields(table)
    rows = loading_parts.rows(table)
    stages = loading_parts.stages(table)
    clocks = loading_parts.clocks(table)
    stage_keys = frozenset(stage.key for stage in stages)
    clock_keys = frozenset(clock.key for clock in clocks)

    def speaking_of(over: str | None = None) -> Names:
        group = next((group for group in rows if group.key == over), None)
        return names_of(fields, stage_keys, rows, clock_keys, group)

    reader = _reader(speaking_of)
    declaration = Declaration(
        id=table.key("id"),
        version=table.whole("version", 1, least=1) or 1,
        name=table.text("name", needed=True),
        english=table.text("english", needed=True),
        about=table.text("about", needed=True),
        title=table.text("title", needed=True),
        fields=fields,
        stages=stages,
        rows=rows,
        clocks=clocks,
        moves=loading_parts.moves(table, reader),
        measures=loading_parts.measures(table, reader),
        checks=tuple(_check(one, reader) for one in table.tables("checks", "校验")),
        create=table.who("create"),
        edit=table.who("edit"),
        correct=table.who("correct"),
        lead=table.maybe("lead"),
        region=table.maybe("region"),
        restricted=table.yes("restricted"),
        retention=_retention(table),
        source=source,
    )
    table.done()
    return declaration


def _reader(speaking_of: Callable[[str | None], Names]) -> loading_parts.Reader:
    def read(table: Table, key: str, kind: str, over: str | None = None) -> Expression | None:
        text = table.text(key)
        if not text:
            return None
        try:
            found = parse(text, speaking_of(over))
        except ExpressionError as error:
            table.wrong(key, str(error))
            return None
        if found.kind.name not in (kind, "any"):
            table.wrong(key, f"“{text}”应得出{loading_parts.GIVES[kind]}")
        return found

    return read


def _check(table: Table, reader: loading_parts.Reader) -> Check:
    holds = reader(table, "holds", "yes")
    if holds is None:
        table.wrong("holds", "没有可用的条件", '写成 holds = "end >= start"')
        holds = Expression("", _ANY, frozenset(), lambda _c: True)
    made = Check(holds, table.text("otherwise", needed=True))
    table.done()
    return made


def _retention(table: Table) -> Retention | None:
    inner = table.table("retention")
    if inner is None:
        return None
    months = inner.whole("months", least=1)
    if months is None:
        inner.wrong("months", "没有填写保存月数")
    made = Retention(months or 1, inner.texts("after"), inner.text("basis"))
    inner.done()
    return made


_ANY: Any = parse("True", Names({})).kind


def template_names() -> tuple[str, ...]:
    """The ids of the registers that ship with Duban."""
    folder = files("duban.registers").joinpath("templates")
    names = (path.name for path in folder.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


@cache
def template(name: str) -> Declaration:
    """A register that ships with Duban. Raises KeyError."""
    if name not in template_names():
        raise KeyError(name)
    return load(template_text(name), f"{name}.toml")


def template_text(name: str) -> str:
    """The text of the file of a register that ships, as a starting point for a new one."""
    return files("duban.registers").joinpath("templates", f"{name}.toml").read_text("utf-8")
