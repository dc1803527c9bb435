"""Every target and mechanism of a real report has a home; few need a typed figure.

The walk types no figure: what feeds a target comes from records that went through the stages of a
register, or from a published bulletin by `observe`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import duban
from duban.assessment import Target, assess
from duban.commitments import Claim
from duban.files import read_file_isolated
from duban.observation import list_plan_targets, observe
from duban.registers import Declaration, list_template_names, load_template
from duban.registers.generating import generate_histories
from duban.registers.measuring import compute_figure_at
from duban.registers.suggest_measures import build_observation, suggest_measures
from duban.series import Observation, Series
from duban.series.units import UnitError
from registers import targets_page
from registers.keeping import DAYS

YEAR, END = 2025, dt.date(2025, 12, 31)
LIT = 70
ELSEWHERE = {"observe", "reporting", "orders", "plans", "bodies"}


@pytest.fixture(scope="module")
def homes() -> dict[str, dict[str, list[list[str]]]]:
    return targets_page.homes()


def test_every_home_is_a_register_or_a_kind_of_one_that_exists(homes) -> None:
    named = [home for rows in homes["topics"].values() for _mechanism, home in rows]
    for home in [*named, *homes["relative"].values()]:
        name, _, kind = home.partition(":")
        if name in ELSEWHERE:
            continue
        choices = [c for f in load_template(name).fields for c in f.choices]
        assert not kind or kind in choices, home


def test_every_topic_of_the_report_has_a_home_for_its_mechanisms(homes, reports_dir: Path) -> None:
    report = duban.read(reports_dir / "kunming-2025.txt")
    topics = [f"{p.number}.{t.number}" for p in report.parts if p.number for t in p.topics]
    assert [t for t in topics if not t.endswith(".0")] == list(homes["topics"])
    assert all(homes["topics"].values())


def test_no_claim_is_without_a_home(reports_dir: Path) -> None:
    rows = targets_page.claim_homes(reports_dir)
    assert len(rows) == 101
    assert not [name for name, home in rows if not home]


def test_records_and_published_figures_light_most_targets_with_none_typed(reports_dir: Path) -> None:
    claims = targets_page.claims(reports_dir)
    published = dict(_published(reports_dir))
    lit = [
        claim
        for n, claim in enumerate(claims)
        if any(_lights(claim, n, seen) for seen in (_recorded(claim), published.get(claim.start)))
    ]
    assert len(claims) == 88
    assert len(lit) >= LIT, sorted({c.indicator for c in claims} - {c.indicator for c in lit})


def _published(reports: Path) -> Iterator[tuple[int, Observation]]:
    plan = list_plan_targets(duban.read(reports / "kunming-2025.txt"))
    document = read_file_isolated(reports / "files" / "kunming-2025-bulletin.html")
    for found in observe(plan, document, "公报", place=document.jurisdiction):
        if found.sure:
            yield found.target.start, found.to_observation()


def _recorded(claim: Claim) -> Observation | None:
    """The year's figure of the likeliest measure, from records that went through their stages."""
    found = suggest_measures(claim, [load_template(name) for name in list_template_names()], limit=1)
    zone = targets_page.homes()["zones"].get(claim.quote)
    if found:
        register, key, by, value = (
            found[0].register, found[0].measure, found[0].by, found[0].value,
        )  # fmt: skip
    elif zone:
        register, _, key = str(zone).partition("/")
        by = value = None
    else:
        return None
    declaration = load_template(register)
    figure = compute_figure_at(declaration, declaration.measure(key), _year(register), END, DAYS, by=by)
    amount = figure.value if by is None else figure.groups.get(value)
    if not amount:
        return None
    return build_observation(replace(figure, value=amount), register, claim.unit or figure.unit)


@cache
def _year(register: str) -> list:
    declaration: Declaration = load_template(register)
    return list(generate_histories(declaration, 400, 7, dt.date(YEAR, 1, 2), END, DAYS, steps=24))


def _lights(claim: Claim, n: int, seen: Observation | None) -> bool:
    if seen is None:
        return False
    hand = {"deadline": "2025-12-31", "role": "target"}
    target = Target.from_claim(claim, id=str(n), year=YEAR, **hand)
    try:
        series = Series.from_observations(target.indicator, target.unit, [seen])
    except (UnitError, ValueError):
        return False
    return assess(target, series, as_of=dt.date(2026, 6, 1)).light is not None
