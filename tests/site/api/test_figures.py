"""Figures by API: one written leaves the others; what can hardly be meant is not written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from cast_of_people import Cast

from duban_site.core import clock
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import BodyReport, Entry

Make = Callable[..., Any]
PERIOD = "2031-01..03"


@pytest.fixture
def draft(cast: Cast, plan: Plan) -> BodyReport:
    """The water bureau's report, on a commitment with a second claim, in per cent."""
    pumps = plan.commitments.get(number="1.1.2")
    claim = pumps.claims.get()
    kept = {f.attname: getattr(claim, f.attname) for f in Claim._meta.concrete_fields}
    kept |= {"id": None, "indicator": "改造完成率", "unit": "%", "value": 95, "number": "95%"}
    Claim.objects.create(**kept | {"start": claim.start + 1})
    return open_round(cast.shen, plan, 3).reports.get(body=cast.water)


def test_one_figure_leaves_the_others_and_a_slip_is_refused(cast: Cast, draft: BodyReport, program: Make) -> None:
    pumps = draft.round.plan.commitments.get(number="1.1.2")
    stations, rate = pumps.claims.order_by("pk")
    ours, at = program(cast.lu), f"/body/reports/{draft.pk}/entries/{pumps.pk}"

    def write(version: int, claim: Claim, value: str | None, **more: object) -> tuple[int, Any]:
        figure = {"claim": claim.pk, "period": PERIOD, "value": value, **more}
        return ours.post(at, {"version": version, "figures": [figure]})

    assert write(0, stations, "3")[0] == 200
    status, entry = write(1, rate, "25")
    assert status == 200
    assert {one["claim"]: one["value"] for one in entry["figures"]} == {stations.pk: "3", rate.pk: "25"}
    for claim, value in ((rate, "999999999999"), (stations, "40000000")):
        status, answer = write(2, claim, value)
        (fault,) = answer["faults"]
        assert (status, fault["code"], fault["field"]) == (409, "implausible", "figures.0.value")
    tomorrow = str(clock.today() + dt.timedelta(days=2000))
    assert write(2, stations, "4", published=tomorrow)[0] == 409
    assert Entry.objects.get().version == 2
    status, entry = write(2, stations, None)
    assert (status, [one["claim"] for one in entry["figures"]]) == (200, [rate.pk])
    assert write(3, rate, "1200", confirmed=True)[1]["figures"][0]["value"] == "1200"
