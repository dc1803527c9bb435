"""Loads a declaration file (TOML) as a Declaration, or reports all problems in it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from duban.notices import Notice, make_notice
from duban.registers import declaration_checks, loading_parts
from duban.registers.declaration import Check, Declaration, Retention
from duban.registers.declaration_table import DeclarationTable
from duban.registers.errors import DeclarationError, make_problem
from duban.registers.expression import KIND_CODES, Expression, ExpressionError, ExpressionScope, parse_expression
from duban.registers.problem_lines import add_line_numbers, describe_syntax_error
from duban.registers.record_context import build_scope

MAX_CHARACTERS = 400_000


def load(text: str, source: str = "declaration") -> Declaration:
    """The register that a file's text declares. Raises DeclarationError with every problem."""
    if len(text) > MAX_CHARACTERS:
        raise DeclarationError(source, [make_problem("declaration_too_long", length=len(text), most=MAX_CHARACTERS)])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(source, [describe_syntax_error(error, text)]) from None
    except RecursionError:
        raise DeclarationError(source, [make_problem("toml_invalid", reason=make_notice("toml_too_deep"))]) from None
    problems: list[Notice] = []
    declaration = _load_declaration(DeclarationTable(data, (), problems), source)
    if not problems:
        problems += declaration_checks.find_problems(declaration)
    if problems:
        raise DeclarationError(source, add_line_numbers(problems, text))
    return declaration


def load_file(path: Path) -> Declaration:
    """The register that a file declares. Raises DeclarationError, OSError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DeclarationError(path.name, [make_problem("not_utf8")]) from None
    return load(text, path.name)


def _load_declaration(table: DeclarationTable, source: str) -> Declaration:
    fields = loading_parts.load_fields(table)
    rows = loading_parts.load_row_groups(table)
    stages = loading_parts.load_stages(table)
    clocks = loading_parts.load_clocks(table)
    stage_keys = frozenset(stage.key for stage in stages)
    clock_keys = frozenset(clock.key for clock in clocks)

    def build_scope_for(group_key: str | None = None) -> ExpressionScope:
        group = next((group for group in rows if group.key == group_key), None)
        return build_scope(fields, stage_keys, rows, clock_keys, group)

    reader = _build_reader(build_scope_for)
    declaration = Declaration(
        id=table.key("id"),
        version=table.integer("version", 1, least=1) or 1,
        name=table.text("name", is_required=True),
        english=table.text("english", is_required=True),
        about=table.text("about", is_required=True),
        title=table.text("title", is_required=True),
        fields=fields,
        stages=stages,
        rows=rows,
        clocks=clocks,
        moves=loading_parts.load_moves(table, reader),
        measures=loading_parts.load_measures(table, reader),
        checks=tuple(_load_check(check_table, reader) for check_table in table.tables("checks")),
        create=table.who("create"),
        edit=table.who("edit"),
        correct=table.who("correct"),
        lead=table.optional_text("lead"),
        region=table.optional_text("region"),
        restricted=table.flag("restricted"),
        retention=_load_retention(table),
        source=source,
    )
    table.done()
    return declaration


def _build_reader(build_scope_for: Callable[[str | None], ExpressionScope]) -> loading_parts.ExpressionReader:
    def read(table: DeclarationTable, key: str, kind: str, over: str | None = None) -> Expression | None:
        text = table.text(key)
        if not text:
            return None
        try:
            expression = parse_expression(text, build_scope_for(over))
        except ExpressionError as error:
            table.add_notice(key, error.notices[0])
            return None
        if expression.kind.name not in (kind, "any"):
            table.add_problem(key, "result_kind_wrong", text=text, kind=make_notice(KIND_CODES[kind]))
        return expression

    return read


def _load_check(table: DeclarationTable, reader: loading_parts.ExpressionReader) -> Check:
    condition = reader(table, "holds", "yes")
    if condition is None:
        table.add_problem("holds", "condition_missing")
        condition = Expression("", _YES, frozenset(), lambda _context: True)
    check = Check(condition, table.text("otherwise", is_required=True))
    table.done()
    return check


def _load_retention(table: DeclarationTable) -> Retention | None:
    retention_table = table.table("retention")
    if retention_table is None:
        return None
    months = retention_table.integer("months", least=1)
    if months is None:
        retention_table.add_problem("months", "retention_without_months")
    retention = Retention(months or 1, retention_table.texts("after"), retention_table.text("basis"))
    retention_table.done()
    return retention


_YES: Any = parse_expression("True", ExpressionScope({})).kind


def list_template_names() -> tuple[str, ...]:
    """The ids of the registers that ship with Duban."""
    folder = files("duban.registers").joinpath("templates")
    file_names = (path.name for path in folder.iterdir())
    return tuple(sorted(file_name[:-5] for file_name in file_names if file_name.endswith(".toml")))


@cache
def load_template(name: str) -> Declaration:
    """A register that ships with Duban. Raises KeyError."""
    if name not in list_template_names():
        raise KeyError(name)
    return load(read_template_text(name), f"{name}.toml")


def read_template_text(name: str) -> str:
    """The text of the file of a register that ships, as a starting point for a new one."""
    return files("duban.registers").joinpath("templates", f"{name}.toml").read_text("utf-8")
