"""The duties table: its form, and what a wrong one says."""

from __future__ import annotations

import pytest

from duban.bodies.duties import Body, Duties, Tie, load_default_duties, parse_bodies, parse_shared_names


def test_the_table_covers_a_typical_city() -> None:
    duties = load_default_duties()
    assert len(duties.bodies) >= 70
    assert sum(len(u.words) for u in duties.bodies.values()) >= 11000
    assert all(u.name for u in duties.bodies.values())


def test_the_closest_tie_of_a_word_holds() -> None:
    (body,) = parse_bodies('[a]\nname = "甲局"\nowns = "桥梁"\nshares = "桥梁 路"\n')
    assert body.words == {"桥梁": Tie.OWNS, "路": Tie.SHARES}


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
        parse_bodies(toml)


def test_ids_are_unique_and_kin_are_known() -> None:
    with pytest.raises(ValueError, match="two bodies"):
        Duties.from_bodies([Body("a", "甲局"), Body("a", "乙局")])
    with pytest.raises(ValueError, match="no bodies of the table"):
        Duties.from_bodies([Body("a", "甲局", kin=("b",))])


def test_a_name_for_several_units_knows_them() -> None:
    assert parse_shared_names("# 说明\n\n社会事业局 a b\n") == {"社会事业局": ("a", "b")}
    with pytest.raises(ValueError, match="no bodies of the table"):
        Duties.from_bodies([Body("a", "甲局")], ids_by_shared_name={"社会事业局": ("a", "b")})


def test_a_neutral_word_is_no_word_of_a_unit() -> None:
    duties = load_default_duties()
    assert duties.neutral
    assert duties.neutral.isdisjoint(w for body in duties.bodies.values() for w in body.words)


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
    assert id_ in load_default_duties().bodies
