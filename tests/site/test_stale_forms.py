"""A form that was opened before somebody else's save writes nothing, and says what changed."""

from __future__ import annotations

import re
from html import unescape

from cast_of_people import Cast
from django.test import Client

from duban_site.core.model_forms import OPENED_FIELD
from duban_site.people.models import Body, Person
from duban_site.plans.models import Plan

HIDDEN = re.compile(rf'name="(?:[\w-]*-)?{OPENED_FIELD}" value="([^"]*)"')


def opened(browser: Client, address: str) -> str:
    found = HIDDEN.search(browser.get(address).content.decode())
    assert found, address
    return unescape(found[1])


def test_a_body_is_not_opened_again_by_a_stale_form(cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    browser, address = signed_in(cast.shen), f"/bodies/{cast.water.pk}/"
    version = opened(browser, address)
    Body.objects.filter(pk=cast.water.pk).update(active=False)
    typed = {"name": "市水务局", "kind": "department", "order": "1", "active": "on", OPENED_FIELD: version}
    answer = browser.post(address, typed)
    assert "别人改过：在用" in answer.content.decode()
    assert not Body.objects.get(pk=cast.water.pk).active
    # Whoever reads that and saves once more means it.
    again = HIDDEN.search(answer.content.decode())
    assert again
    browser.post(address, {**typed, OPENED_FIELD: unescape(again[1])})
    assert Body.objects.get(pk=cast.water.pk).active


def test_an_account_stays_closed_when_another_administrators_form_was_open(cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    browser, address = signed_in(cast.ning), f"/accounts/{cast.bai.pk}/"
    version = opened(browser, address)
    Person.objects.filter(pk=cast.bai.pk).update(is_active=False)
    typed = {"username": "bai", "name": "白桦", "role": "liaison", "body": cast.commerce.pk}
    answer = browser.post(address, {**typed, "is_active": "on", OPENED_FIELD: version})
    assert "别人改过" in answer.content.decode()
    assert not Person.objects.get(pk=cast.bai.pk).is_active


def test_a_claim_corrected_by_two_officers(draft: Plan, cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    claim = draft.commitments.filter(claims__isnull=False)[0].claims.all()[0]
    browser = signed_in(cast.shen)
    page = f"/plans/{draft.pk}/commitments/{claim.commitment_id}/review/"
    version = opened(browser, page)
    type(claim).objects.filter(pk=claim.pk).update(indicator="别人改的名字")
    fields = ("indicator", "role", "kind", "comparator", "value", "unit", "direction")
    typed = {name: str(getattr(claim, name)) for name in fields}
    answer = browser.post(f"/plans/{draft.pk}/claims/{claim.pk}/", {**typed, OPENED_FIELD: version})
    assert answer.status_code == 422
    claim.refresh_from_db()
    assert claim.indicator == "别人改的名字"
