"""The pages of documentation are what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.registers import list_template_names, load_template
from duban.registers.reference_pages import render_index, render_page

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "registers"
MEND = "run: python -m duban.registers.reference_pages docs/reference/registers"


@pytest.mark.parametrize("name", list_template_names())
def test_every_register_has_its_page_as_declared(name):
    assert (PAGES / f"{name}.md").read_text(encoding="utf-8") == render_page(load_template(name)), MEND


def test_the_index_names_every_register_and_no_page_is_left_over():
    declarations = [load_template(name) for name in list_template_names()]
    assert (PAGES / "README.md").read_text(encoding="utf-8") == render_index(declarations), MEND
    assert {path.stem for path in PAGES.glob("*.md")} == {"README", *list_template_names()}


def test_the_transition_table_has_every_pair_of_stages():
    declaration = load_template("hotline")
    printed = render_page(declaration)
    assert "| 已派单 | — | — | 签收 | 退回 | — | — | — |" in printed
    assert "| 办理中 | — | — | — | — | 反馈 | — | — |" in printed
