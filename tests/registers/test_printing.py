"""The pages of documentation are what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.registers import template, template_names
from duban.registers.printing import index, page

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "registers"
MEND = "run: python -m duban.registers.printing docs/reference/registers"


@pytest.mark.parametrize("name", template_names())
def test_every_register_has_its_page_as_declared(name):
    assert (PAGES / f"{name}.md").read_text(encoding="utf-8") == page(template(name)), MEND


def test_the_index_names_every_register_and_no_page_is_left_over():
    declarations = [template(name) for name in template_names()]
    assert (PAGES / "README.md").read_text(encoding="utf-8") == index(declarations), MEND
    assert {path.stem for path in PAGES.glob("*.md")} == {"README", *template_names()}


def test_the_transition_table_has_every_pair_of_stages():
    declaration = template("hotline")
    printed = page(declaration)
    assert "| 已派单 | — | — | 签收 | 退回 | — | — | — |" in printed
    assert "| 办理中 | — | — | — | — | 反馈 | — | — |" in printed
