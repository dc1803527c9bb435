"""Periods are read and written in the forms that statisticians use."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.series import Period, PeriodError

FORMS = {
    "2025": Period(2025),
    "2025-Q1": Period(2025, 1, 3),
    "2025-Q4": Period(2025, 10, 12),
    "2025-H1": Period(2025, 1, 6),
    "2025-05": Period(2025, 5, 5),
    "2025-01..05": Period(2025, 1, 5),
    "2025-06-30": Period(2025, 6, 6, 30),
}


@pytest.mark.parametrize("text", FORMS)
def test_a_form_is_read_and_written_back(text):
    assert Period.parse(text) == FORMS[text]
    assert str(FORMS[text]) == text


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2025Q1", "2025-Q1"),
        ("2025-01..03", "2025-Q1"),
        ("2025-1..5", "2025-01..05"),
        ("2025-01..2025-05", "2025-01..05"),
        (" 2025-01..12 ", "2025"),
        ("2025-6-3", "2025-06-03"),
    ],
)
def test_other_spellings_mean_the_same_period(text, same):
    assert str(Period.parse(text)) == same


@pytest.mark.parametrize(
    "text", ["", "25", "2025-13", "2025-Q5", "2025-05..01", "2025-02-30", "May 2025", "2025-01..2026-05"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(PeriodError):
        Period.parse(text)


def test_the_message_names_the_legal_forms():
    with pytest.raises(PeriodError, match=r"2025-01\.\.05"):
        Period.parse("一季度")


def test_end_months_and_kind():
    assert Period.parse("2024-01..02").end == dt.date(2024, 2, 29)
    assert Period.parse("2025-01..02").is_cumulative
    assert not Period.parse("2025-Q2").is_cumulative
    assert Period.parse("2025-01").is_january_alone
    assert not Period.parse("2025-01..02").is_january_alone
    assert Period.parse("2025-06-30").months == 6
    assert Period.parse("2025-06-29").months == 5
    assert Period.parse("2025").is_full_year


def test_order_is_by_end_and_the_longer_period_last():
    texts = ["2025-06-30", "2025-06", "2025-Q2", "2025-H1", "2025-01..07", "2025"]
    periods = [Period.parse(t) for t in texts]
    assert sorted(set(periods)) == periods


def test_chinese_words_follow_the_bulletins():
    assert Period.parse("2025-01..05").chinese() == "2025年1—5月"
    assert Period.parse("2025-Q3").chinese() == "2025年三季度"
    assert Period.parse("2025-Q3").chinese(cumulative=True) == "2025年前三季度"
    assert Period.parse("2025-06-30").chinese() == "截至2025年6月30日"
    assert Period.parse("2025").chinese() == "2025年"


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2025年1—5月", "2025-01..05"),
        ("2025年1-2月", "2025-01..02"),
        ("2025年1月至11月", "2025-01..11"),
        ("2025年5月", "2025-05"),
        ("2025年一季度", "2025-Q1"),
        ("2025年前三季度", "2025-01..09"),
        ("2025年上半年", "2025-H1"),
        ("2025年下半年", "2025-H2"),
        ("2025年", "2025"),
        ("2025年6月30日", "2025-06-30"),
    ],
)
def test_a_bulletins_own_words_are_read(written, period):
    assert Period.parse(written) == Period.parse(period)


@given(st.integers(1950, 2100), st.integers(1, 12), st.integers(1, 12))
def test_writing_then_reading_is_the_identity(year, a, b):
    period = Period(year, min(a, b), max(a, b))
    assert Period.parse(str(period)) == period
