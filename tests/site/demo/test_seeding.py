from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.conf import LazySettings
from django.test import Client
from seeded_demo import demonstration

from duban_site.core.audit.chain import verify_chain
from duban_site.demo.sample import SOURCE
from duban_site.demo.seeding import seed
from duban_site.people.models import Person, Role
from duban_site.plans.models import Claim, Duty, Plan, Responsibility
from duban_site.reporting.models import Assessment, EntryFigure, Figure, ReportStatus

FACTS = files("duban") / "data" / "facts"


@pytest.fixture
def seeded(db: None, tmp_path: Path, settings: LazySettings) -> list[tuple[str, str]]:
    """The accounts of a seeded database."""
    accounts = demonstration(tmp_path)
    return [(account.username, account.password) for account in accounts]


def test_there_is_somebody_of_each_role_who_can_sign_in(seeded: list[tuple[str, str]]) -> None:
    assert {person.role for person in Person.objects.all()} == {role.value for role in Role}
    for username, password in seeded:
        asked = {"username": username, "password": password}
        assert Client().post("/login/", asked).status_code == 302, username


def test_the_accounts_are_kept_for_the_owner_alone(seeded: list[tuple[str, str]], tmp_path: Path) -> None:
    assert (tmp_path / "demo-accounts.json").stat().st_mode & 0o077 == 0


def test_a_second_start_changes_nothing(seeded: list[tuple[str, str]]) -> None:
    counts = [model.objects.count() for model in (Person, Plan, Claim, Figure, Assessment)]
    again = [(account.username, account.password) for account in seed()]
    assert again == seeded
    assert counts == [m.objects.count() for m in (Person, Plan, Claim, Figure, Assessment)]


def test_a_service_that_is_no_demonstration_is_not_touched(cast: Cast, tmp_path: Path, settings: LazySettings) -> None:
    settings.DATA = tmp_path
    with pytest.raises(RuntimeError, match="no demonstration"):
        seed()
    assert not Plan.objects.exists()


def test_the_sample_has_nine_simulated_months(seeded: list[tuple[str, str]]) -> None:
    plan = Plan.objects.get(simulated=True)
    assert Assessment.objects.filter(plan=plan).values("as_of").distinct().count() == 9
    own = Figure.objects.filter(claim__commitment__plan=plan)
    assert own.count() > 500
    assert all("模拟" in source for source in own.values_list("source", flat=True).distinct())
    accepted = plan.commitments.filter(state="accepted")
    leads = Responsibility.objects.filter(commitment__in=accepted, duty=Duty.LEAD)
    assert leads.count() == accepted.count() > 100
    assert verify_chain().is_intact
    _things_that_are_counted_are_whole(plan)
    _accepted_reports_hold_their_months_figures(plan)


def _things_that_are_counted_are_whole(plan: Plan) -> None:
    counted = {"个", "座", "所", "家", "户", "人", "项", "件", "条", "处", "人次", "场"}
    own = Figure.objects.filter(claim__commitment__plan=plan, claim__unit__in=counted)
    rows = own.select_related("claim")
    asked = [f for f in rows if f.claim.value is not None and f.claim.value % 1 == 0]
    assert len(asked) > 100
    assert {str(f) for f in asked if f.value % 1} == set()


def _accepted_reports_hold_their_months_figures(plan: Plan) -> None:
    """What units report; what registers feed needs no typing."""
    own = Figure.objects.filter(claim__commitment__plan=plan, source=SOURCE)
    typed = EntryFigure.objects.filter(entry__report__round__plan=plan)
    assert typed.count() == own.filter(entry__isnull=False).count() > 500
    # Only the last month's report that has not come holds nothing.
    assert {f.end.month for f in own.filter(entry__isnull=True)} <= {9}
    for row in own.filter(entry__isnull=False).select_related("entry__report__round")[:100]:
        assert row.entry is not None
        report = row.entry.report
        assert (report.status, report.round.month) == (ReportStatus.ACCEPTED, row.end.month)
        assert row.entry.figures.get(claim=row.claim).value == row.value


def test_kunming_has_every_target_of_the_table_and_only_published_figures(seeded: list[tuple[str, str]]) -> None:
    plan = Plan.objects.get(city="昆明市")
    assert not plan.simulated
    rows = list(csv.DictReader((FACTS / "kunming-2025.csv").read_text("utf-8").splitlines()))
    claims = Claim.objects.filter(commitment__plan=plan)
    assert claims.count() == len(rows)
    assert all(plan.text[c.start : c.end] == c.number for c in claims)
    figures = Figure.objects.filter(claim__commitment__plan=plan)
    assert figures.count() >= 15
    assert all("http" in figure.source for figure in figures)
    product = figures.get(claim__indicator="地区生产总值", period="2025")
    assert str(product.value.normalize()) == "4.2"
    judged = claims.get(indicator="粮食产量").commitment.assessments.get(slot=0)
    assert judged.status == "completed"


def test_the_facts_tables_hold_no_sentence() -> None:
    for name in ("kunming-2025.csv", "kunming-2025-outcomes.csv"):
        text = (FACTS / name).read_text("utf-8")
        assert "。" not in text, name
        assert "原文" not in text, name
