"""A new road is not dug up for five years, an overhauled one for three, but for special reasons."""

from __future__ import annotations

import pytest

from duban.register.digging import check_dig
from register.keeping import day


@pytest.mark.parametrize(
    ("on", "delivered", "overhauled", "until"),
    [
        ("2025-06-01", None, None, None),
        ("2025-06-01", "2020-06-01", None, None),
        ("2025-05-31", "2020-06-01", None, "2025-06-01"),
        ("2025-06-01", "2010-01-01", "2022-06-02", "2025-06-02"),
        ("2025-06-02", "2010-01-01", "2022-06-02", None),
        ("2025-06-01", "2023-01-01", "2024-01-01", "2028-01-01"),
        ("2025-02-28", "2020-02-29", None, None),
        ("2025-02-27", "2020-02-29", None, "2025-02-28"),
        ("2025-06-01", "2026-01-01", None, None),
    ],
)
def test_the_later_of_both_bans_holds_until_its_day(on, delivered, overhauled, until):
    days = [day(text) if text else None for text in (delivered, overhauled)]
    found = check_dig(day(on), delivered=days[0], overhauled=days[1])
    assert found.barred is (until is not None)
    assert found.until == (day(until) if until else None)


def test_the_reason_says_which_ban_and_what_can_be_done():
    found = check_dig(day("2025-06-01"), delivered=day("2023-01-01"), overhauled=None)
    assert found.sentence.startswith(
        "道路交付使用于2023-01-01，5年内不得挖掘，2028-01-01起方可申请"
    )


def test_government_approval_and_urgent_repairs_are_let_through_with_their_condition():
    days = {"delivered": day("2023-01-01"), "overhauled": None}
    special = check_dig(day("2025-06-01"), **days, special="昌政复〔2025〕8号")
    assert not special.barred
    assert "8号" in special.sentence
    assert check_dig(day("2025-06-01"), **days, special=" ").barred
    urgent = check_dig(day("2025-06-01"), **days, urgent=True)
    assert not urgent.barred
    assert "24小时内补办" in urgent.sentence
