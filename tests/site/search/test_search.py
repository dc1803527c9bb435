"""One field over everything: Chinese words of one to four characters, and only what one may see."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast

from duban_site.plans.models import Plan
from duban_site.search.search_everything import find_everything

TODAY = dt.date(2031, 4, 3)


def found(person: object, words: str) -> dict[str, list[str]]:
    kinds = find_everything(person, words, TODAY)  # type: ignore[arg-type]
    return {str(kind.heading): [hit.words for hit in kind.hits] for kind in kinds}


@pytest.mark.parametrize("words", ["泵", "泵站", "改造泵", "改造泵站", "泵站 改造"])
def test_words_of_one_to_four_characters_find_the_task(plan: Plan, cast: Cast, words: str) -> None:
    assert any("泵站12座" in text for text in found(cast.shen, words)["目标任务"])


def test_indicators_bodies_and_plans_are_found(plan: Plan, cast: Cast) -> None:
    assert "指标" in found(cast.shen, "泵站")
    assert found(cast.shen, "水务")["单位"] == ["市水务局"]
    assert "计划" in found(cast.shen, plan.city)
    assert found(cast.shen, "从来没有写过的字") == {}
    assert found(cast.shen, "   ") == {}


@pytest.mark.parametrize("words", ["_", "'", "\\", "泵%站"])
def test_what_means_something_to_a_database_is_only_text(plan: Plan, cast: Cast, words: str) -> None:
    assert "目标任务" not in found(cast.shen, words)


def test_a_draft_is_found_by_the_office_only(draft: Plan, cast: Cast) -> None:
    assert "目标任务" in found(cast.shen, "泵站")
    for person in (cast.lu, cast.wei, cast.gao, cast.ning):
        assert found(person, "泵站") == {}


def test_every_hit_opens(plan: Plan, cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    for person in (cast.shen, cast.lu, cast.wei, cast.gao, cast.tan):
        browser = signed_in(person)
        for words in ("泵站", "市", "河"):
            assert browser.get("/search/", {"q": words}).status_code == 200
            for kind in find_everything(person, words, TODAY):
                for hit in kind.hits:
                    assert browser.get(hit.address).status_code == 200, (person, hit)
