"""The duties table: its form, and what a wrong one says."""

from __future__ import annotations

import pytest

from duban.bodies.duties import (
    Duties,
    Tie,
    Unit,
    default_duties,
    read_together,
    read_units,
)


def test_the_table_covers_a_typical_city() -> None:
    duties = default_duties()
    assert len(duties.units) >= 70
    assert sum(len(u.words) for u in duties.units.values()) >= 11000
    assert all(u.name for u in duties.units.values())


def test_the_closest_tie_of_a_word_holds() -> None:
    (unit,) = read_units('[a]\nname = "甲局"\nowns = "桥梁"\nshares = "桥梁 路"\n')
    assert unit.words == {"桥梁": Tie.OWNS, "路": Tie.SHARES}


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[a]\nowns = "桥"', "no name"),
        ('[a]\nname = "甲局"\nduty = "桥"', "duty"),
        ('[a]\nname = "甲局"\nowns = "桥…"', "桥…"),
        ('[a]\nname = "甲局"\nowns = "桥…路…灯"', "one …"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(toml: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_units(toml)


def test_ids_are_unique_and_kin_are_known() -> None:
    with pytest.raises(ValueError, match="two units"):
        Duties.of([Unit("a", "甲局"), Unit("a", "乙局")])
    with pytest.raises(ValueError, match="no units of the table"):
        Duties.of([Unit("a", "甲局", kin=("b",))])


def test_a_name_for_several_units_knows_them() -> None:
    assert read_together("# 说明\n\n社会事业局 a b\n") == {"社会事业局": ("a", "b")}
    with pytest.raises(ValueError, match="no units of the table"):
        Duties.of([Unit("a", "甲局")], together={"社会事业局": ("a", "b")})


def test_a_neutral_word_is_no_word_of_a_unit() -> None:
    duties = default_duties()
    assert duties.neutral
    assert duties.neutral.isdisjoint(w for unit in duties.units.values() for w in unit.words)


KINDS = [
    "data",
    "social-work",
    "financial-work",
    "tax",
    "customs",
    "weather",
    "fire",
    "central-bank",
    "state-assets",
    "city-investment",
    "county-government",
    "development-zones",
    "organization",
    "trade-union",
]


@pytest.mark.parametrize("id_", KINDS)
def test_units_of_every_kind_are_in_the_table(id_: str) -> None:
    assert id_ in default_duties().units
