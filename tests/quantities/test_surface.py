"""A value and all its surface forms (surface.yaml): each is scanned whole, and means the value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from duban.quantities import scan
from duban.text import canonicalise

CORPUS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("surface.yaml").read_text("utf-8"))


def forms() -> Iterator[Any]:
    for entry in CORPUS:
        for form in entry["forms"]:
            yield pytest.param(form, entry, id=form)


@pytest.mark.parametrize(("form", "entry"), list(forms()))
def test_every_form_of_a_value_means_the_value(form: str, entry: dict[str, Any]) -> None:
    before, number, after = form.split("|") if form.count("|") == 2 else _parted(form)
    found = scan(canonicalise(before + number + after))
    assert [(q.start, q.end) for q in found] == [(len(before), len(before) + len(number))]
    quantity = found[0]
    assert quantity.value == Decimal(entry["value"])
    assert quantity.value_high == (Decimal(entry["high"]) if "high" in entry else None)
    assert quantity.unit == entry["unit"]
    assert quantity.more is entry.get("more", False)


def _parted(form: str) -> tuple[str, str, str]:
    before, _, number = form.rpartition("|")
    return before, number, ""


def test_no_form_stands_under_two_values() -> None:
    seen = [form for entry in CORPUS for form in entry["forms"]]
    assert len(seen) == len({(form, str(e)) for e in CORPUS for form in e["forms"]})


@pytest.mark.parametrize("form", ["3400万人次", "5%—5.5%", "六成", "1.2万亿元", "三分之二"])
def test_a_quantity_ends_where_its_sentence_goes_on(form: str) -> None:
    text = f"全年达到{form}，其余照旧。"
    (quantity,) = scan(canonicalise(text))
    assert text[quantity.start : quantity.end] == form
