"""The demonstration's registers feed targets of the sample; what is late is so by its own day."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from seeded_demo import demonstration

from duban_site.core.clock import now, today
from duban_site.demo.orders import PRESENT_DAY
from duban_site.demo.running import DEMO_TODAY
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.registers.models import Binding, Fed, Register, RegisterRecord
from duban_site.registers.queries import list_visible_registers
from duban_site.reporting.models import Assessment, Figure


@pytest.fixture
def plan(db: None, tmp_path: Path, settings: LazySettings) -> Plan:
    settings.STANDS_STILL = dt.date.fromisoformat(DEMO_TODAY)
    demonstration(tmp_path)
    return Plan.objects.get(simulated=True)


def test_ten_targets_are_fed_month_by_month_and_their_lights_differ(plan: Plan) -> None:
    bound = Binding.objects.filter(claim__commitment__plan=plan)
    assert bound.count() == 10
    for one in bound:
        own = Figure.objects.filter(claim=one.claim)
        assert own.count() == Fed.objects.filter(figure__in=own).count() == 9
        assert all(figure.source.endswith("（模拟）") for figure in own)
    last = Assessment.objects.filter(claim__binding__in=bound, as_of=dt.date(plan.year, 10, 15))
    assert {"green", "yellow", "red"} <= set(last.values_list("light", flat=True))
    roads = Figure.objects.get(claim__binding__measure="rural_roads", end=dt.date(plan.year, 9, 30))
    assert roads.value == 252
    assert roads.fed.reading.counted == 9


def test_records_have_names_that_one_can_believe_and_days_are_the_demonstrations(plan: Plan) -> None:
    assert (today().month, today().day) == PRESENT_DAY
    assert today().year == plan.year
    assert now().date() == today()
    titles = RegisterRecord.objects.exclude(register__key="employment").values_list("title", flat=True)
    assert [title for title in titles if re.search(r"[^第（]\d{3,}$", title)] == []
    late = [r.due for r in RegisterRecord.objects.filter(due__lt=today(), open=True)]
    assert late
    # What is invented lies within half a year of a day of the sample's own year.
    assert min(late) >= dt.date(plan.year, 1, 1) - dt.timedelta(days=181)
    officer = Person.objects.get(role="officer")
    counts = {row.register.key: row.total for row in list_visible_registers(officer, today())}
    assert counts["project"] == 72
    assert Register.objects.filter(simulated=False).count() == 0
