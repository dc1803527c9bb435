"""Settings are declared once; settings.py, the reference pages and `duban setup` come from it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from duban_site import config, env, option_pages

ROOT = Path(__file__).resolve().parents[2]
MEND = "run: python -m duban_site.option_pages docs/reference"
READ = re.compile(r'env\.read\(\s*"(\w+)"')


@pytest.mark.parametrize("page", option_pages.render_pages())
def test_the_reference_page_is_what_is_declared(page: str) -> None:
    assert (ROOT / "docs/reference" / page).read_text(encoding="utf-8") == option_pages.render_pages()[page], MEND


def test_every_setting_is_read_once_and_declared_with_words_and_a_legal_default() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/duban_site").rglob("*.py"))
    read = Counter(READ.findall(sources))
    assert set(read) | {config.PATH_VARIABLE} == set(env.OPTIONS)
    assert set(read.values()) == {1}
    for option in env.OPTIONS.values():
        assert all(option.label)
        assert bool(option.help[0]) == bool(option.help[1])
        if option.default is not None:
            option.read(option.default)


def test_a_settings_file_says_what_each_setting_is(tmp_path: Path) -> None:
    path = tmp_path / "duban.toml"
    config.write_settings_file(path, {"DUBAN_CITY": "青澜市"})
    assert "# 城市 · City\nDUBAN_CITY = " in path.read_text(encoding="utf-8")
    assert config.read_settings_file(path) == {"DUBAN_CITY": "青澜市"}
