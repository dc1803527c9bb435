"""The month page comes back as it was typed when something is wrong, and nothing is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile

from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import BodyReport, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(plan: Plan, cast: Cast) -> BodyReport:
    report: BodyReport = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    return report


def typed(plan: Plan, **values: str) -> dict[str, str]:
    """A posted page: every commitment of the water bureau, the rivers done, the pumps as told."""
    rivers, pumps = (Claim.objects.get(indicator=name) for name in ("整治河道", "泵站"))
    form = {f"version-{c.pk}": "0" for c in plan.commitments.filter(number__startswith="1")}
    form |= {f"value-{rivers.pk}": "30", f"period-{rivers.pk}": "2031-Q1"}
    form |= {f"progress-{rivers.commitment_id}": "北河段开工", f"value-{pumps.pk}": "4"}
    form |= {f"period-{pumps.pk}": "2031-Q1"}
    keys = {"value": pumps.pk, "period": pumps.pk, "published": pumps.pk}
    return form | {f"{name}-{keys[name]}": value for name, value in values.items()}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"value": "很多"}, "“很多”不是数字"),
        ({"period": "三月"}, "“三月”不是数据期"),
        ({"published": "2031-02-01"}, "发布日期早于数据期末"),
    ],
)
def test_what_was_typed_stays_and_nothing_is_written(
    plan: Plan, cast: Cast, paper: BodyReport, signed_in: Any, wrong: dict[str, str], fault: str
) -> None:
    browser, at = signed_in(cast.lu), f"/reporting/reports/{paper.pk}/"
    answer = browser.post(at, typed(plan, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert fault in page
    assert "北河段开工" in page
    rivers = Claim.objects.get(indicator="整治河道")
    assert re.search(rf'name="value-{rivers.pk}" value="30"', page)
    for value in wrong.values():
        assert f'value="{value}"' in page
    assert not Entry.objects.exists()
    assert browser.post(at, typed(plan)).status_code == 302, "mended, it is taken as it stands"
    assert Entry.objects.filter(version=1).count() == 2


def test_evidence_that_is_refused_keeps_the_figures_from_being_half_written(
    plan: Plan, cast: Cast, paper: BodyReport, signed_in: Any
) -> None:
    pumps = plan.commitments.get(number="1.1.2")
    page = SimpleUploadedFile("验收单.pdf", b"<html><script>")
    form = typed(plan) | {f"file-{pumps.pk}": page}
    answer = signed_in(cast.lu).post(f"/reporting/reports/{paper.pk}/", form)
    assert answer.status_code == 422
    assert "1.1.2：验收单.pdf：" in answer.content.decode()
    assert not Entry.objects.exists()
