from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.orders import MonthlyReport, Rule, Satisfaction, Standing, propose_orders

MARCH, APRIL, MAY = (dt.date(2031, m, d) for m, d in ((3, 31), (4, 30), (5, 31)))


def stood(*statuses: str, expectation: bool = False, commitment: int = 1) -> list[Standing]:
    days = (MARCH, APRIL, MAY)
    return [
        Standing(commitment, day, status, expectation, f"{commitment} {day:%m}")
        for day, status in zip(days, statuses, strict=False)
        if status
    ]


def rules(found: object) -> list[tuple[str, str]]:
    return [(f.rule.value, f.matter) for f in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("statuses", "proposed"),
    [
        (("behind",), []),
        (("behind", "behind"), ["behind"]),
        (("behind", "on_schedule", "behind"), []),
        (("on_schedule", "behind", "behind"), ["behind"]),
        (("behind", "behind", "on_schedule"), []),
        (("behind", "behind", "near"), []),
        (("no_data", "behind"), []),
        (("behind", "", "behind"), []),  # other commitments were assessed in April
        (("on_schedule", "overdue"), ["overdue"]),
        (("behind", "overdue"), ["overdue"]),
        (("overdue", "completed"), []),
    ],
)
def test_a_commitment_is_proposed_when_behind_twice_running_or_overdue(
    statuses: tuple[str, ...], proposed: list[str]
) -> None:
    others = stood(*("on_schedule" for _ in statuses), commitment=2)
    found = propose_orders(MAY, standings=[*others, *stood(*statuses)])
    assert rules(found) == [(rule, "commitment:1") for rule in proposed]


def test_the_last_assessment_of_a_month_counts() -> None:
    twice = [
        Standing(1, dt.date(2031, 4, 30), "behind"),
        Standing(1, dt.date(2031, 5, 5), "behind"),
        Standing(1, dt.date(2031, 5, 31), "on_schedule"),
    ]
    assert not propose_orders(MAY, standings=twice)
    assert not propose_orders(MAY, standings=[Standing(1, dt.date(2031, 5, d), "behind") for d in (2, 9)])
    assert propose_orders(dt.date(2031, 5, 5), standings=twice), "what came later was not known then"


@pytest.mark.parametrize(
    ("periods", "proposed"),
    [
        (("2031-Q1", "2031-Q1", "2031-Q1"), False),
        (("2031-Q1", "2031-01..04", "2031-01..04"), True),
        (("2031-Q1", "2031-Q1", "2031-01..05"), True),
        (("", "", ""), True),  # milestones are of no period: each month is one
    ],
)
def test_one_figure_assessed_twice_is_behind_once(periods: tuple[str, ...], proposed: bool) -> None:
    rows = [
        Standing(1, day, "behind", evidence=f"{day:%m}", period=period)
        for day, period in zip((MARCH, APRIL, MAY), periods, strict=True)
    ]
    assert bool(propose_orders(MAY, standings=rows)) == proposed


def test_a_figure_that_was_settled_is_no_new_evidence_a_month_later() -> None:
    periods = (("2031-Q1", MARCH), ("2031-01..04", APRIL), ("2031-01..04", MAY))
    rows = [Standing(1, day, "behind", period=period) for period, day in periods]
    assert not propose_orders(MAY, standings=rows, settled_on={"commitment:1": APRIL})


def test_an_expectation_is_never_blamed() -> None:
    assert not propose_orders(MAY, standings=stood("behind", "behind", "overdue", expectation=True))


def test_a_proposal_names_its_evidence_in_order() -> None:
    found = propose_orders(MAY, standings=stood("", "behind", "behind"))
    assert found[0].evidence == ("1 04", "1 05")


def test_no_second_proposal_while_an_order_on_the_matter_is_open() -> None:
    behind = stood("", "behind", "behind")
    assert not propose_orders(MAY, standings=behind, open_matters={"commitment:1"})
    assert propose_orders(MAY, standings=behind, open_matters={"commitment:2"})


@pytest.mark.parametrize(("settled", "again"), [(MARCH, True), (APRIL, False), (MAY, False)])
def test_a_matter_that_was_settled_needs_new_evidence(settled: dt.date, again: bool) -> None:
    behind = stood("", "behind", "behind")
    found = propose_orders(MAY, standings=behind, settled_on={"commitment:1": settled})
    assert bool(found) == again


# Reports


def report(month_end: dt.date, late_after: dt.date, handed_in: dt.date | None) -> MonthlyReport:
    return MonthlyReport(7, month_end, late_after, handed_in, evidence=month_end)


def days(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2031-{text}")


@pytest.mark.parametrize(
    ("as_of", "march", "april", "proposed"),
    [
        ("04-10", None, None, []),
        ("04-11", None, None, ["unreported"]),
        ("05-12", "04-08", None, ["unreported"]),
        ("05-12", None, "05-08", []),  # the newest month is there
        ("05-12", "04-15", "05-11", ["late"]),
        ("05-12", "04-15", "05-09", []),
        ("05-10", "04-15", "05-11", []),  # the second is not late yet
        ("05-12", "04-15", "05-14", ["unreported"]),  # handed in only later
    ],
)
def test_reports_are_proposed_when_missing_or_late_again(
    as_of: str, march: str | None, april: str | None, proposed: list[str]
) -> None:
    asked = [
        report(MARCH, days("04-10"), days(march) if march else None),
        report(APRIL, days("05-10"), days(april) if april else None),
    ]
    found = propose_orders(days(as_of), reports=asked)
    assert rules(found) == [(rule, "reports:7") for rule in proposed]


# Satisfaction


@pytest.mark.parametrize(("value", "proposed"), [("79.9", True), ("80", False), ("95", False)])
def test_satisfaction_below_its_floor_is_proposed(value: str, proposed: bool) -> None:
    earlier = Satisfaction("hotline", 7, APRIL, Decimal("50"), Decimal(80))
    newest = Satisfaction("hotline", 7, MAY, Decimal(value), Decimal(80))
    found = propose_orders(MAY, satisfaction=[newest, earlier])
    assert rules(found) == ([("satisfaction", "satisfaction:hotline:7")] if proposed else [])


# Against the rule written another way


STATUSES = st.sampled_from(["behind", "overdue", "on_schedule", "no_data", ""])


@given(st.lists(st.lists(STATUSES, min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_rules_agree_with_a_plain_reading_of_them(table: list[list[str]]) -> None:
    rows = [s for n, statuses in enumerate(table) for s in stood(*statuses, commitment=n)]
    months = sorted({row.as_of for row in rows})
    plain = set()
    for n, statuses in enumerate(table):
        by_day = dict(zip((MARCH, APRIL, MAY), statuses, strict=True))
        last = [by_day[day] for day in months[-2:]]
        if last and last[-1] == "overdue":
            plain.add(("overdue", f"commitment:{n}"))
        elif last == ["behind", "behind"]:
            plain.add(("behind", f"commitment:{n}"))
    assert set(rules(propose_orders(MAY, standings=rows))) == plain


def test_rules_come_in_their_order() -> None:
    found = propose_orders(
        MAY,
        standings=[*stood("", "behind", "behind"), *stood("", "", "overdue", commitment=2)],
        satisfaction=[Satisfaction("hotline", 7, MAY, Decimal(1), Decimal(80))],
    )
    assert [f.rule for f in found] == [Rule.OVERDUE, Rule.BEHIND, Rule.SATISFACTION]
