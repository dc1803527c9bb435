"""A year scored from its closed months: frozen, objected to, answered, published."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied

from duban.appraisal.rules import read_example_text
from duban_site.appraisal import queries
from duban_site.appraisal.actions.declare_and_open import add_event, declare_scheme, open_appraisal
from duban_site.appraisal.actions.freeze_and_publish import (
    answer_objection,
    freeze_appraisal,
    publish_appraisal,
    raise_objection,
)
from duban_site.appraisal.models import Appraisal, Objection
from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month

pytestmark = pytest.mark.django_db


@pytest.fixture
def appraisal(cast: Cast, plan: Plan) -> Appraisal:
    """March reported by the water bureau alone, assessed and closed."""
    reported(cast, plan, 3, "4")
    assessed(cast, plan, 3)
    close_month(cast.shen, plan, 3)
    return open_appraisal(cast.shen, plan, declare_scheme(cast.shen, read_example_text()))


def _score(appraisal: Appraisal, body: str):
    return next(s for s in queries.load_scores(appraisal) if s.body == body)


def test_who_reported_stands_before_who_did_not(cast: Cast, appraisal: Appraisal) -> None:
    water, commerce = _score(appraisal, cast.water.name), _score(appraisal, cast.commerce.name)
    assert commerce.parts["timeliness"] == 13
    assert any(line.rows == ("3月报告",) for line in commerce.lines)
    assert water.parts["completion"] > 0
    done = next(line for line in water.lines if line.part == "completion")
    assert any("1.1.2" in row for row in done.rows)


def test_frozen_scores_never_change_whatever_comes_later(cast: Cast, plan: Plan, appraisal: Appraisal) -> None:
    frozen = freeze_appraisal(cast.shen, appraisal)
    before = {r.body_id: (r.total, r.lines) for r in frozen.results.all()}
    reported(cast, plan, 4, "12")
    assessed(cast, plan, 4)
    close_month(cast.shen, plan, 4)
    assert {r.body_id: (r.total, r.lines) for r in frozen.results.all()} == before
    with pytest.raises(Refused, match="冻结"):
        add_event(cast.shen, frozen, cast.water, "praised", "文〔1〕号")
    with pytest.raises(Refused, match="已经冻结"):
        freeze_appraisal(cast.shen, frozen)
    again = freeze_appraisal(cast.shen, open_appraisal(cast.shen, plan, appraisal.scheme))
    assert (frozen.months, again.months) == ([3], [3, 4])


def test_an_event_needs_its_document_and_adds_its_points(cast: Cast, appraisal: Appraisal) -> None:
    before = _score(appraisal, cast.water.name).total
    with pytest.raises(Refused, match="文件"):
        add_event(cast.shen, appraisal, cast.water, "praised", " ")
    with pytest.raises(Refused, match="没有这种"):
        add_event(cast.shen, appraisal, cast.water, "other", "文")
    add_event(cast.shen, appraisal, cast.water, "praised", "文〔1〕号")
    assert _score(appraisal, cast.water.name).total == before + 2


def test_an_objection_is_answered_before_anything_is_published(cast: Cast, appraisal: Appraisal, signed_in) -> None:
    frozen = freeze_appraisal(cast.shen, appraisal)
    result = frozen.results.get(body=cast.water)
    total = result.total
    with pytest.raises(PermissionDenied):
        raise_objection(cast.lu, result, "不对")
    objection = raise_objection(cast.wei, result, "三月的数已经按时报了。")
    with pytest.raises(Refused, match="没有答复"):
        publish_appraisal(cast.shen, frozen)
    assert signed_in(cast.lu).get(f"/appraisal/{frozen.pk}/").status_code == 404
    answer_objection(cast.shen, objection, "已核对，维持。")
    publish_appraisal(cast.shen, frozen)
    page = signed_in(cast.lu).get(f"/appraisal/results/{result.pk}/").content.decode()
    assert "已核对，维持。" in page
    assert "如果做到了" in page
    result.refresh_from_db()
    assert result.total == total
    assert Objection.objects.get().answered_by == cast.shen
    actions = {"appraisal.freeze", "appraisal.object", "appraisal.answer", "appraisal.publish"}
    assert actions <= set(Event.objects.values_list("action", flat=True))


def test_the_workbook_holds_what_the_page_shows(cast: Cast, appraisal: Appraisal, signed_in) -> None:
    freeze_appraisal(cast.shen, appraisal)
    data = signed_in(cast.shen).get(f"/appraisal/{appraisal.pk}/table.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(data))["得分"]
    totals = {row[1].value: Decimal(str(row[7].value)) for row in sheet.iter_rows(min_row=4)}
    assert totals == {r.body.name: r.total for r in appraisal.results.all()}


def test_rules_with_faults_and_a_plan_without_a_closed_month_are_refused(cast: Cast, plan: Plan) -> None:
    with pytest.raises(Refused, match="缺少 behind"):
        declare_scheme(cast.shen, read_example_text().replace("behind = 0.6", ""))
    with pytest.raises(Refused, match="没有封存的月份"):
        open_appraisal(cast.shen, plan, declare_scheme(cast.shen, read_example_text()))


def test_the_office_does_it_all_through_its_pages(cast: Cast, plan: Plan, appraisal: Appraisal, signed_in) -> None:
    browser = signed_in(cast.shen)
    browser.post("/appraisal/schemes/new/", {"text": read_example_text()})
    given = {"scheme": appraisal.scheme.pk}
    answer = browser.post(f"/appraisal/plans/{plan.pk}/new/", given, follow=True)
    assert cast.water.name in answer.content.decode()
    at = f"/appraisal/{Appraisal.objects.order_by('-pk').first().pk}/"
    event = {"body": cast.water.pk, "kind": "praised", "document": "文〔2〕号"}
    assert "文〔2〕号" in browser.post(f"{at}event/", event, follow=True).content.decode()
    browser.post(f"{at}freeze/")
    assert "公布" in browser.get(at).content.decode()
    browser.post(f"{at}publish/")
    assert Appraisal.objects.filter(published_at__isnull=False).count() == 1
    assert browser.get("/appraisal/").status_code == 200
