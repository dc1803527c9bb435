"""Attention equals a plain count, and a dictionary says where its terms are from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from duban.attention import Dictionary, count_terms, load_shipped_dictionaries
from duban.cli import main

REPORT = """青澜县政府工作报告
（2031年1月5日）
一、2030年工作回顾
生态环境保护取得新成效。新建公路三十公里。打造风清气正的政治生态。
二、2031年工作安排
推进节能减排，PM2.5浓度下降5%。发展绿色产业。
"""


def table(arguments: Sequence[str]) -> list[dict[str, str]]:
    answer = CliRunner().invoke(main, ["attention", *arguments], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(io.StringIO(answer.stdout)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path / "reports"


def test_shares_are_those_of_a_plain_count(folder: Path) -> None:
    rows = {row["part_role"]: row for row in table([str(folder), "-d", "environment", "-j", "1"])}
    review, plan, whole = rows["review"], rows["plan"], rows["all"]
    # 生态, 环境保护 | 减排, PM2.5, 绿色; 政治生态 speaks of something else.
    assert (review["terms"], plan["terms"], whole["terms"]) == ("2", "3", "5")
    assert (plan["term_characters"], plan["sentences_with_term"]) == ("9", "2")
    chinese = len(re.findall("[一-鿿]", REPORT))
    assert whole["chinese_characters"] == str(chinese)
    assert Decimal(whole["share_of_characters"]) == (Decimal(15) / chinese).quantize(Decimal("0.000001"))
    assert plan["dictionary_version"] == load_shipped_dictionaries()["environment"].version


def test_a_panel_answers_as_its_reports_do(folder: Path, tmp_path: Path) -> None:
    panel = tmp_path / "panel"
    made = CliRunner().invoke(main, ["corpus", str(folder), "-o", str(panel), "-j", "1"])
    assert made.exit_code == 0
    arguments = ["-d", "environment", "-d", "livelihood", "-j", "1"]
    assert table([str(panel), *arguments]) == table([str(folder), *arguments])


def test_own_dictionary(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "roads.toml"
    own.write_text('id = "roads"\nname = "公路"\nsource = "own"\nversion = "2"\nterms = ["公路"]\n', "utf-8")
    rows = table([str(folder), "-d", str(own), "-j", "1"])
    assert [row["terms"] for row in rows if row["part_role"] == "all"] == ["1"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("terms = [", "不是 TOML"),
        ('id = "a"\nname = "a"\nversion = "1"\nterms = ["a"]\n', "source"),
        ('id = "a"\nname = "a"\nversion = "1"\nsource = "s"\nterms = []\n', "terms"),
        ('id = "a"\nname = "a"\nversion = "1"\nsource = "s"\nterms = ["水", "水"]\n', "重复"),
    ],
)
def test_a_wrong_dictionary_is_refused(folder: Path, tmp_path: Path, text: str, names: str) -> None:
    own = tmp_path / "wrong.toml"
    own.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(main, ["attention", str(folder), "-d", str(own)])
    assert answer.exit_code != 0
    assert names in answer.output


def test_every_shipped_dictionary_can_be_cited() -> None:
    assert set(load_shipped_dictionaries()) == {
        "binding",
        "debt",
        "digital_economy",
        "environment",
        "exploring",
        "livelihood",
        "new_quality",
        "qualifying",
        "striving",
        "uncertainty",
    }
    for dictionary in load_shipped_dictionaries().values():
        assert len(dictionary.source) > 20
        assert not set(dictionary.terms) & set(dictionary.excluded)
        for longer in dictionary.excluded:
            assert any(term in longer for term in dictionary.terms), longer


@given(st.text("ab环保水", max_size=40), st.sets(st.text("ab环保水", min_size=1, max_size=3), min_size=1))
def test_no_character_is_counted_twice(text: str, terms: set[str]) -> None:
    found = count_terms(text, Dictionary("x", "x", "x", "1", tuple(sorted(terms))))
    assert sum(len(term) * count for term, count in found.items()) <= len(text)
    assert all(text.count(term) >= count for term, count in found.items())
    assert any(term in text for term in terms) == bool(found)
