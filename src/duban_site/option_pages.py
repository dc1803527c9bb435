"""Writes the reference pages of options into the folder that is named (docs/reference)."""

from __future__ import annotations

import sys
from pathlib import Path

from duban.assessment.rules import RULE_OPTIONS
from duban.options.reference_pages import CHINESE, ENGLISH, render_options
from duban_site.env import OPTIONS

_NOTE = "<!-- Written from {source} by `python -m duban_site.option_pages docs/reference`; do not edit by hand. -->\n\n"
_SETTINGS_SOURCE, _RULES_SOURCE = "src/duban_site/options.toml", "src/duban/data/options/rules.toml"
_SETTINGS_CHINESE = """# 服务的设置

[In English](settings.md)

写在 `duban setup` 生成的[设置文件](cli.md#the-settings-file)里，或设为环境变量（环境变量优先）。
密码、密钥不想直接写出来的，可以写 `名称_FILE`，值为存有它的文件的路径。
写错的值在启动时报出，不认识的名称由 `duban site check` 报出。

"""
_SETTINGS_ENGLISH = """# Settings of the service

[中文](settings.zh-CN.md)

They stand in the [settings file](cli.md#the-settings-file) that `duban setup` writes, or in the environment,
which comes first. Each may also be given as `NAME_FILE`, the path of a file with the value. An illegal value
stops the start with a sentence; an unknown name is reported by `duban site check`.

"""
_RULES_CHINESE = """# 评价规则

[In English](rules.md)

一套规则是一个 TOML（或 JSON）文件，只写与 `extends` 不同的行，用 `duban assess --rules 文件` 使用；
自带的在 `src/duban/data/rules/`。名称是“节.键”：`amounts.red` 写在 `[amounts]` 下面。
此外还有 `name`、`title`、`extends`（默认 `default`）、`also`（别名）和 `[names]`（各状态、灯色在本市的叫法）。
年度核对（`duban verify --rules 宣城`）的“左右”用同样的容差。

"""
_RULES_ENGLISH = """# Rules of assessment

[中文](rules.zh-CN.md)

A set of rules is a TOML (or JSON) file with the lines that differ from the set that it `extends`, for
`duban assess --rules FILE`; those that ship are in `src/duban/data/rules/`. `amounts.red` stands under
`[amounts]`. Beside them: `name`, `title`, `extends` (`default`), `also` (other names) and `[names]` (what
this city calls statuses and lights). `duban verify --rules 宣城` takes the same tolerance of 左右.

"""
PAGES = (
    ("settings.zh-CN.md", _SETTINGS_SOURCE, _SETTINGS_CHINESE, OPTIONS, CHINESE),
    ("settings.md", _SETTINGS_SOURCE, _SETTINGS_ENGLISH, OPTIONS, ENGLISH),
    ("rules.zh-CN.md", _RULES_SOURCE, _RULES_CHINESE, RULE_OPTIONS, CHINESE),
    ("rules.md", _RULES_SOURCE, _RULES_ENGLISH, RULE_OPTIONS, ENGLISH),
)


def render_pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {
        name: _NOTE.format(source=source) + introduction + render_options(options.values(), language)
        for name, source, introduction, options, language in PAGES
    }


def main() -> None:
    """Write every page."""
    for name, text in render_pages().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
