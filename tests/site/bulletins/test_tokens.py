from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban_site.bulletins.posted_form import bind_brackets, bracket_values
from duban_site.bulletins.tokens import Fault, clean_value, make_token, refresh_values, split_into_runs, strip_keys

NOW = {"counts.behind": "17", "city": "青澜市", "share.behind": "13.7%"}
BEFORE = {"counts.behind": "16"}


def faults(text: str) -> list[Fault]:
    return [fault for _run, fault in split_into_runs(text, NOW, BEFORE) if fault is not None]


def test_a_bound_number_reads_as_it_is_and_has_no_fault() -> None:
    text = f"欠进度{make_token('counts.behind', NOW)}项，占{make_token('share.behind', NOW)}。"
    assert strip_keys(text) == "欠进度17项，占13.7%。"
    assert not faults(text)


@pytest.mark.parametrize(
    ("text", "kind", "shown", "right"),
    [
        ("欠进度{{counts.behind=15}}项", "typed", "15", "17"),
        ("欠进度{{counts.behind=16}}项", "stale", "16", "17"),
        ("欠进度{{counts.nobody=17}}项", "unknown", "17", ""),
        ("欠进度17项", "unbound", "17", ""),
        ("占１３.７％", "unbound", "１３.７％", ""),
        ("{{city=青岚市}}", "typed", "青岚市", "青澜市"),
    ],
)
def test_what_is_not_the_snapshots_is_told(text: str, kind: str, shown: str, right: str) -> None:
    (fault,) = faults(text)
    assert (fault.kind, fault.current, fault.right) == (kind, shown, right)


def test_refreshing_puts_the_numbers_back_and_leaves_the_words() -> None:
    text = "据了解，欠进度{{counts.behind=16}}项，{{gone=5}}项另行通报。"
    assert refresh_values(text, NOW) == "据了解，欠进度{{counts.behind=17}}项，{{gone=5}}项另行通报。"


@given(st.text(max_size=60))
def test_the_runs_are_the_text_again(text: str) -> None:
    runs = [run.text for run, _fault in split_into_runs(text, NOW)]
    assert "".join(runs) == strip_keys(text)


@given(st.text(max_size=60))
def test_any_words_survive_in_a_reference(words: str) -> None:
    value = clean_value(words)
    text = make_token("words", {"words": value})
    assert [run.text for run, _fault in split_into_runs(text, {"words": value})] == [value]
    assert all(fault is None for _run, fault in split_into_runs(text, {"words": value}))


def test_a_text_goes_through_the_page_and_keeps_its_keys() -> None:
    stored = "截至4月，欠进度{{counts.behind=17}}项，督〔2031〕1号在办。"
    shown = bracket_values(stored)
    assert shown == "截至4月，欠进度⟦17⟧项，督〔2031〕1号在办。"
    assert bind_brackets(shown, stored, NOW) == stored
    moved = bind_brackets(f"目前，{shown}", stored, NOW)
    assert "{{counts.behind=17}}" in moved
    changed = bind_brackets(shown.replace("17", "18"), stored, NOW)
    assert "{{counts.behind=18}}" in changed, "another value is noticed, not unbound"
    number = sorted(NOW).index("counts.behind") + 1
    assert bind_brackets(f"共⟦{number}号⟧项", "", NOW) == f"共{{{{counts.behind={NOW['counts.behind']}}}}}项"
    assert bind_brackets("共⟦5⟧项", "", NOW) == "共5项"
