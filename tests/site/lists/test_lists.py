"""One mechanism for every list: sorted, narrowed, columns chosen, many changed and undone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from a_month import reported
from cast_of_people import Cast
from invented_plan import YEAR

from duban_site.core.errors import Refused
from duban_site.lists.actions.change_many import undo
from duban_site.lists.models import BatchChange, SavedView
from duban_site.lists.queries.registry import LISTINGS
from duban_site.plans.models import Commitment, Plan
from duban_site.reporting.actions.assess_plan import assess_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(plan: Plan, cast: Cast) -> Plan:
    reported(cast, plan, 3, "1")
    assess_plan(cast.shen, plan, dt.date(YEAR, 4, 10))
    return plan


def numbers(page: str) -> list[str]:
    return re.findall(r"<td[^>]*>\s*(\d\.\d\.\d)\s*</td>", page)


@pytest.mark.parametrize("name", LISTINGS)
def test_every_list_opens_sorts_narrows_and_exports_what_it_shows(
    name: str, judged: Plan, cast: Cast, signed_in: Any
) -> None:
    browser, at = signed_in(cast.shen), f"/lists/{name}/"
    of = LISTINGS[name]
    assert browser.get(at).status_code == 200
    for column in of.columns:
        for turned in ("", "-"):
            asked = f"{at}?sort={turned}{column.key}&column={column.key}&q=座"
            assert browser.get(asked).status_code == 200, column.key
    for one in of.filters:
        for value, _word in one.choices(cast.shen, judged)[:2]:
            assert browser.get(f"{at}?{one.key}={value}").status_code == 200
    first, last = of.columns[0], of.columns[-1]
    asked = f"?column={first.key}&column={last.key}"
    text = browser.get(f"{at}file.csv{asked}").content.decode("utf-8-sig")
    heading = next(csv.reader(io.StringIO(text)))
    assert heading == [str(first.heading), str(last.heading)]
    assert browser.get(f"{at}file.xlsx{asked}").content[:2] == b"PK"


def test_what_is_worst_comes_first_unless_one_sorts(judged: Plan, cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.shen)
    worst = numbers(browser.get("/lists/commitments/").content.decode())
    assert worst[0] == "1.1.2", "the one that is behind"
    by_number = numbers(browser.get("/lists/commitments/?sort=number").content.decode())
    assert by_number == sorted(by_number)
    turned = browser.get("/lists/commitments/?sort=-number").content.decode()
    assert numbers(turned) == by_number[::-1]
    assert 'aria-sort="descending"' in turned


def test_many_are_changed_at_once_and_one_click_undoes_it(judged: Plan, cast: Cast, signed_in: Any) -> None:
    browser, at = signed_in(cast.shen), "/lists/commitments/"
    keys = list(judged.commitments.filter(state="accepted").values_list("pk", flat=True))
    browser.post(f"{at}change/", {"row": keys, "change": "star=1", "plan": judged.pk})
    assert Commitment.objects.filter(starred=True).count() == len(keys)
    change = BatchChange.objects.get()
    assert "撤销" in browser.get(at).content.decode()
    browser.post(f"/lists/undo/{change.pk}/")
    assert not Commitment.objects.filter(starred=True).exists()
    assert "一次改了" not in browser.get(at).content.decode()


def test_undoing_never_takes_away_what_somebody_did_since(judged: Plan, cast: Cast, signed_in: Any) -> None:
    browser, at = signed_in(cast.shen), "/lists/commitments/"
    pumps = judged.commitments.get(number="1.1.2")
    body = cast.commerce.pk
    browser.post(f"{at}change/", {"row": pumps.pk, "change": f"lead={body}", "plan": judged.pk})
    assert pumps.responsibilities.get(duty="lead").body == cast.commerce
    change = BatchChange.objects.get()
    pumps.responsibilities.filter(duty="lead").update(body=cast.water)
    with pytest.raises(Refused, match="又改过"):
        undo(cast.shen, change)
    assert pumps.responsibilities.get(duty="lead").body == cast.water


def test_a_view_is_kept_under_a_name(judged: Plan, cast: Cast, signed_in: Any) -> None:
    browser, at = signed_in(cast.lu), "/lists/indicators/"
    browser.post(f"{at}view/", {"name": "落后的", "query": "status=behind&sort=number"})
    page = browser.get(at).content.decode()
    assert "?status=behind&amp;sort=number" in page
    assert "落后的" not in signed_in(cast.bai).get(at).content.decode(), "it is one's own"
    browser.post(f"{at}view/", {"remove": SavedView.objects.get().pk})
    assert "落后的" not in browser.get(at).content.decode()


def test_a_list_shows_only_what_its_reader_may_open(judged: Plan, cast: Cast, signed_in: Any) -> None:
    assert "验收单.pdf" in signed_in(cast.lu).get("/lists/evidence/").content.decode()
    assert "验收单.pdf" not in signed_in(cast.bai).get("/lists/evidence/").content.decode()
    assert signed_in(cast.lu).get("/lists/bodies/").status_code == 403
    assert signed_in(cast.lu).get("/lists/nothing/").status_code == 404
