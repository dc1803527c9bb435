"""Bound measures write their figures at month ends: once, again, corrected, by group."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from cast_of_people import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from old_trees import OLD, TREES

from duban_site.core.actor import SystemActor
from duban_site.core.errors import Refused
from duban_site.people.models import Body
from duban_site.plans.models import Claim, Plan
from duban_site.registers.actions.bind_measures import MeasureSource, bind_measure, unbind_claim
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import correct_fields, move_to_stage
from duban_site.registers.actions.feed_claims import feed_claims, feed_missed_months
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Binding, Register, RegisterRecord
from duban_site.reporting.models import Figure

pytestmark = pytest.mark.django_db


def on(*day: int) -> EventTiming:
    return EventTiming(dt.datetime(*day, 9, tzinfo=timezone.get_current_timezone()))


@pytest.fixture
def fed(plan: Plan, cast: Cast) -> tuple[Plan, Register, Claim]:
    """泵站12座, fed by the trees that are badged: the names need not agree, the office says so."""
    trees = declare_register(cast.shen, TREES)
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    bind_measure(cast.shen, claim, MeasureSource(trees, "badged", reason="督查室选定"))
    return plan, trees, claim


def _badged(cast: Cast, trees: Register, month: int) -> RegisterRecord:
    tree = create_record(cast.shen, trees, OLD, timing=on(2031, month, 3))
    move_to_stage(cast.shen, tree, "judged", timing=on(2031, month, 4))
    import io

    from duban_site.registers.actions.attach import attach_document

    photo = io.BytesIO(b"\x89PNG\r\n\x1a\n1")
    attach_document(cast.shen, tree, "挂牌照片", "a.png", photo, timing=on(2031, month, 5))
    move_to_stage(cast.shen, tree, "badged", {"badge": f"A000{month}"}, timing=on(2031, month, 6))
    return tree


def test_feeding_twice_changes_nothing(fed: tuple[Plan, Register, Claim], cast: Cast) -> None:
    plan, trees, claim = fed
    _badged(cast, trees, 3)
    for written, same in ((1, 0), (0, 1)):
        done = feed_claims(cast.shen, plan, dt.date(2031, 3, 31), published_on=dt.date(2031, 4, 1))
        assert (done.written, done.same) == (written, same)
    assert Figure.objects.get(claim=claim).value == 1


def test_months_that_nobody_fed_are_made_good_in_order(fed: tuple[Plan, Register, Claim], cast: Cast) -> None:
    plan, trees, _claim = fed
    _badged(cast, trees, 2)
    _badged(cast, trees, 4)
    Binding.objects.update(confirmed_at=dt.datetime(2031, 2, 10, tzinfo=dt.UTC))
    done = [end for end, _done in feed_missed_months(SystemActor(), plan, dt.date(2031, 5, 20))]
    assert done == [dt.date(2031, 2, 28), dt.date(2031, 3, 31), dt.date(2031, 4, 30)]
    assert list(Figure.objects.order_by("end").values_list("value", flat=True)) == [1, 1, 2]
    assert list(feed_missed_months(SystemActor(), plan, dt.date(2031, 5, 31))) == [], "May is not over"
    assert [end.month for end, _done in feed_missed_months(SystemActor(), plan, dt.date(2031, 6, 1))] == [5]


def test_a_correction_makes_a_new_version_and_the_first_stays(fed: tuple[Plan, Register, Claim], cast: Cast) -> None:
    plan, trees, claim = fed
    _badged(cast, trees, 2)
    march = dt.date(2031, 3, 31)
    feed_claims(cast.shen, plan, march, published_on=dt.date(2031, 4, 1))
    late = create_record(cast.shen, trees, OLD, timing=on(2031, 4, 2))
    move_to_stage(cast.shen, late, "judged", timing=on(2031, 4, 2))
    feed_claims(cast.shen, plan, march, published_on=dt.date(2031, 4, 3))
    assert Figure.objects.filter(claim=claim).count() == 1
    second = _badged(cast, trees, 3)
    feed_claims(cast.shen, plan, march, published_on=dt.date(2031, 4, 9))
    figures = Figure.objects.filter(claim=claim).order_by("serial")
    assert [(f.value, f.version) for f in figures] == [(1, "preliminary"), (2, "revised")]
    readings = [f.fed.reading for f in figures]
    assert [r.counted for r in readings] == [1, 2]
    correct_fields(cast.shen, second, {"species": "银杏"}, "看错了", timing=on(2031, 4, 10))
    assert feed_claims(cast.shen, plan, march, published_on=dt.date(2031, 4, 11)).written == 0


def test_what_does_not_fit_is_not_bound(fed: tuple[Plan, Register, Claim], cast: Cast) -> None:
    plan, trees, claim = fed
    growth = Claim.objects.get(commitment__plan=plan, commitment__number="2.1.1")
    with pytest.raises(Refused, match="单位对不上"):
        bind_measure(cast.shen, growth, MeasureSource(trees, "badged"))
    with pytest.raises(Refused, match="没有这项统计口径"):
        bind_measure(cast.shen, growth, MeasureSource(trees, "nothing"))
    with pytest.raises(Refused, match="月末"):
        feed_claims(cast.shen, plan, dt.date(2031, 3, 30))
    unbind_claim(cast.shen, claim.binding)
    assert not Binding.objects.exists()


def test_a_group_of_a_measure_feeds_by_itself(plan: Plan, cast: Cast) -> None:
    Body.objects.create(name="云岭县", kind="county")
    trees = declare_register(cast.shen, TREES)
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    bind_measure(cast.shen, claim, MeasureSource(trees, "badged", "species", "银杏"))
    _badged(cast, trees, 3)
    feed_claims(cast.shen, plan, dt.date(2031, 3, 31))
    figure = Figure.objects.get(claim=claim)
    assert (figure.value, figure.source) == (Decimal(0), "台账“古树名木”：挂牌古树数（银杏）")


PUMPS = TREES.replace('indicator = "古树名木"', 'indicator = "泵站"').replace("株", "座")


def test_a_plan_under_review_is_told_which_registers_could_feed_it(draft: Plan, cast: Cast, signed_in: Any) -> None:
    office = signed_in(cast.shen)
    url = f"/registers/plans/{draft.pk}/hints/"
    assert office.get(url).content.decode().strip() == ""
    pumps = declare_register(cast.shen, PUMPS)
    claim = Claim.objects.get(commitment__plan=draft, commitment__number="1.1.2")
    part = claim.commitment.topic.part.order
    told = office.get(url, {"part": part}).content.decode()
    assert "台账可以供数" in told
    assert "指标名称与“泵站”一致" in told
    measure = next(m for m in pumps.declaration.measures if m.key == "badged")
    assert f"{pumps.declaration.name}：{measure.label}" in told
    assert office.get(url, {"part": part + 1}).content.decode().strip() == ""
    review = f"/plans/{draft.pk}/review/{part}/"
    assert f'hx-get="{url}?part={part}"' in office.get(review).content.decode()
    assert f'hx-get="{url}"' in office.get(f"/plans/{draft.pk}/").content.decode()
    asked = {"claim": claim.pk, "source": f"{pumps.key}|badged", "next": review}
    confirmed = office.post(f"/registers/plans/{draft.pk}/bind/", asked)
    assert confirmed.headers["Location"] == review
    assert "已绑定" in office.get(url).content.decode()


def test_the_page_of_measures_names_the_targets_that_they_feed(fed: tuple[Plan, Register, Claim], cast: Cast) -> None:
    plan, trees, claim = fed
    browser = Client()
    browser.force_login(cast.shen)
    shown = browser.get(f"/registers/{trees.pk}/measures/").content.decode()
    assert f'href="{reverse("commitment", args=[claim.commitment_id])}"' in shown
    assert f"1.1.2 {claim.indicator} {claim.number}</a> ← badged" in shown
    assert str(plan) in shown
