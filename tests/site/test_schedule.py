"""Schedules as they are typed, and relative targets held against what they are compared with."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from cast_of_people import Cast
from django.utils import timezone

from duban.series import Period
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.published_series import add_figure, add_series
from duban_site.reporting.actions.set_schedule import set_schedule
from duban_site.reporting.models import Figure, Schedule

pytestmark = pytest.mark.django_db
GROWING = [3, 8, 15, 24, 33, 45, 52, 60, 70, 80, 90, 100]


def claim(plan: Plan, indicator: str) -> Claim:
    return Claim.objects.get(commitment__plan=plan, indicator=indicator)


@pytest.fixture
def income(plan: Plan) -> Claim:
    """居民收入与经济增长同步, beside the shops' own target."""
    of = plan.commitments.get(number="2.1.1")
    words = "与经济增长同步"
    return Claim.objects.create(
        commitment=of, order=1, start=of.start, end=of.end, number=words, quote=words,
        indicator="居民人均可支配收入", role="target", kind="relative", comparator="", unit="%",
    )  # fmt: skip


def reported(of: Claim, period: str, value: str, published: dt.date) -> None:
    """An accepted figure."""
    Figure.objects.create(
        claim=of, period=period, end=Period.parse(period).end, value=Decimal(value),
        published=published, version="preliminary", source="统计局", accepted_at=timezone.now(),
    )  # fmt: skip


def judged(cast: Cast, plan: Plan, of: Claim, day: dt.date) -> Any:
    assess_plan(cast.shen, plan, day)
    return of.assessments.get(as_of=day, slot=of.pk)


def test_income_is_held_against_the_growth_of_the_economy(plan: Plan, cast: Cast, income: Claim) -> None:
    april, august = dt.date(2031, 4, 20), dt.date(2031, 8, 1)
    reported(income, "2031-Q1", "5.1", april)
    assert judged(cast, plan, income, april).sum["reason"] == "下达值或参照数尚未取得"
    reported(claim(plan, "地区生产总值"), "2031-Q1", "5.3", april)
    near = judged(cast, plan, income, april)
    assert (near.status, near.expected, near.gap) == ("near", Decimal("5.3"), Decimal("-0.2"))
    assert near.sum["inputs"]["against"]["value"] == "5.3"
    assert "参照数2031年一季度" in near.sum["zh"]
    reported(income, "2031-H1", "5.4", dt.date(2031, 7, 20))
    reported(claim(plan, "地区生产总值"), "2031-H1", "5.2", dt.date(2031, 7, 20))
    kept = judged(cast, plan, income, august)
    assert (kept.status, kept.light, kept.gap) == ("on_schedule", "green", Decimal("0.2"))


def test_a_chosen_indicator_takes_the_place_of_the_economy(
    plan: Plan, cast: Cast, income: Claim, signed_in: Any
) -> None:
    day, retail = dt.date(2031, 4, 20), claim(plan, "社会消费品零售总额")
    for of, value in ((income, "5"), (retail, "9"), (claim(plan, "地区生产总值"), "4")):
        reported(of, "2031-Q1", value, day)
    assert judged(cast, plan, income, day).expected == 4
    posted = {"kind": "even", "reading": "auto", "reference": f"claim-{retail.pk}"}
    office = signed_in(cast.shen)
    office.post(f"/reporting/commitments/{income.commitment_id}/schedule/{income.pk}/", posted)
    assert judged(cast, plan, income, day).expected == 9
    page = office.get(f"/reporting/commitments/{income.commitment_id}/schedule/").content.decode()
    assert re.search(rf'<option value="claim-{retail.pk}" selected', page)


def test_a_published_series_is_compared_with_and_keeps_its_versions(plan: Plan, cast: Cast, income: Claim) -> None:
    day, province = dt.date(2031, 4, 20), add_series(cast.shen, plan, "全省居民收入增速")
    told = {"period": "2031-Q1", "published": day, "source": "省统计局"}
    add_figure(cast.shen, province, value="5.5%", **told)
    set_schedule(cast.shen, Schedule(claim=income, published_series=province))
    reported(income, "2031-Q1", "5.4", day)
    assert judged(cast, plan, income, day).gap == Decimal("-0.1")
    add_figure(cast.shen, province, value="5.3", version="revised", **told)
    assert judged(cast, plan, income, day).gap == Decimal("0.1")
    assert list(province.figures.values_list("serial", "value")) == [(1, 5.5), (2, Decimal("5.3"))]


def test_an_assigned_value_is_filled_in_when_it_is_known(plan: Plan, cast: Cast, income: Claim, signed_in: Any) -> None:
    Claim.objects.filter(pk=income.pk).update(number="完成省下达目标", indicator="居民收入增速")
    income.refresh_from_db()
    day, office = dt.date(2031, 4, 20), signed_in(cast.shen)
    reported(income, "2031-Q1", "5", day)
    assert judged(cast, plan, income, day).status == "not_due"
    at = f"/reporting/commitments/{income.commitment_id}/schedule/"
    office.post(f"{at}{income.pk}/", {"kind": "even", "reading": "auto", "assigned": "5.5"})
    found = judged(cast, plan, income, day)
    assert (found.expected, found.gap) == (Decimal("5.5"), Decimal("-0.5"))
    assert 'name="assigned"' not in office.get(at).content.decode(), "from now on a change"


@pytest.mark.parametrize("what", ["itself", "another plan's", "unlike units"])
def test_what_cannot_be_compared_is_refused(plan: Plan, cast: Cast, income: Claim, draft: Plan, what: str) -> None:
    other = {"itself": income, "another plan's": claim(draft, "地区生产总值"), "unlike units": claim(plan, "泵站")}[
        what
    ]
    with pytest.raises(Refused):
        set_schedule(cast.shen, Schedule(claim=income, reference=other))
    assert not Schedule.objects.exists()


def months(name: str, values: list[Any]) -> dict[str, str]:
    return {f"{name}_{month}": str(value) for month, value in enumerate(values, 1)}


def test_a_curve_is_typed_as_twelve_shares(plan: Plan, cast: Cast, signed_in: Any) -> None:
    pumps, office = claim(plan, "泵站"), signed_in(cast.shen)
    at = f"/reporting/commitments/{pumps.commitment_id}/schedule/"
    posted = {"kind": "curve", "reading": "auto", **months("share", GROWING)}
    assert office.post(f"{at}{pumps.pk}/", posted).status_code == 302
    reported(pumps, "2031-01..06", "5", dt.date(2031, 7, 3))
    assess_plan(cast.shen, plan, dt.date(2031, 7, 5))
    found = pumps.assessments.get()
    assert (found.expected, found.gap) == (5, 0), "45% of 12 stations, in whole ones"
    shown = office.get(at).content.decode()
    assert re.search(r'name="share_6" value="45"', shown)


def test_past_years_are_typed_as_a_table(plan: Plan, cast: Cast, signed_in: Any) -> None:
    pumps = claim(plan, "泵站")
    at = f"/reporting/commitments/{pumps.commitment_id}/schedule/{pumps.pk}/"
    past = {"past_0": "2029", **months("past_0", GROWING)}
    past |= {"past_1": "2030", **months("past_1", [n * 2 for n in GROWING])}
    office = signed_in(cast.shen)
    assert office.post(at, {"kind": "seasonal", "reading": "auto", **past}).status_code == 302
    held = Schedule.objects.get()
    assert set(held.past) == {"2029", "2030"}
    reported(pumps, "2031-01..06", "5", dt.date(2031, 7, 3))
    assess_plan(cast.shen, plan, dt.date(2031, 7, 5))
    assert pumps.assessments.get().expected == 5


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"kind": "curve", **months("share", [*GROWING[:4], "", *GROWING[5:]])}, "5月：没有填"),
        ({"kind": "curve", **months("share", [3, 8, "约", *GROWING[3:]])}, "3月：“约”不是数字"),
        ({"kind": "curve", **months("share", [3, 8, 5, *GROWING[3:]])}, "3月：比 2月的 8% 小"),
        ({"kind": "curve", **months("share", [*GROWING[:11], 98])}, "12月：全年应为 100%"),
        ({"kind": "step", "share_6": "140"}, "6月：应在 0 到 100 之间"),
        ({"kind": "seasonal"}, "往年 第1行：按往年季节至少要一年"),
        ({"kind": "seasonal", "past_1": "2030", **months("past_1", [*GROWING[:7], ""])}, "往年 第2行 8月：没有填"),
        ({"kind": "seasonal", "past_0": "2031", **months("past_0", GROWING)}, "往年 第1行 年份"),
    ],
)
def test_a_fault_tells_its_place_and_keeps_what_was_typed(
    plan: Plan, cast: Cast, signed_in: Any, posted: dict[str, str], fault: str
) -> None:
    pumps = claim(plan, "泵站")
    at = f"/reporting/commitments/{pumps.commitment_id}/schedule/{pumps.pk}/"
    response = signed_in(cast.shen).post(at, {"reading": "auto", "lag": "2", **posted})
    page = response.content.decode()
    assert response.status_code == 422
    assert fault in page
    assert re.search(r'name="lag" value="2"', page)
    assert not Schedule.objects.exists()
