"""Renders declared options as a reference page, in Chinese or in English."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from duban.options.option import Option

CHINESE, ENGLISH = 0, 1
_HEADINGS = (("名称", "默认值", "可写", "含义"), ("name", "default", "may be written", "meaning"))
_CHANGED_BY = ("谁可以改：", "Who may change them: ")
_COLON, _STOP, _JOIN = ("：", ": "), ("。", "."), ("；", "; ")


def render_options(options: Iterable[Option], language: int) -> str:
    """Who may change them, and a section with a table for each group, in the order of their declaration."""
    declared = list(options)
    people = _JOIN[language].join(dict.fromkeys(option.changed_by[language] for option in declared))
    groups = groupby(declared, lambda option: option.group)
    sections = [_render_group(title[language], list(group), language) for title, group in groups]
    return "\n".join([f"{_CHANGED_BY[language]}{people}{_STOP[language]}\n", *sections])


def _render_group(title: str, options: list[Option], language: int) -> str:
    rows = [_HEADINGS[language], ("---",) * len(_HEADINGS[language])]
    rows += [_describe(option, language) for option in options]
    return "\n".join([f"## {title}", "", *("| " + " | ".join(row) + " |" for row in rows), ""])


def _describe(option: Option, language: int) -> tuple[str, ...]:
    default = option.default_words[language] if option.default_words else _write_default(option.default)
    meaning = _COLON[language].join(filter(None, (option.label[language], option.help[language])))
    return (f"`{option.name}`", default, option.legal[language], meaning)


def _write_default(default: Any) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, dict):
        return f"`{','.join(f'{name}={amount}' for name, amount in default.items())}`"
    return "" if default in ("", None) else f"`{default}`"
