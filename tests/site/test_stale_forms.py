"""A form that was opened before somebody else's save writes nothing, and says what changed."""

from __future__ import annotations

import re
from html import unescape

from cast_of_people import Cast
from django import forms
from django.test import Client
from old_trees import TREES

from duban_site.core.model_forms import OPENED_FIELD, ModelForm, VersionedForm
from duban_site.people.models import Body, Person
from duban_site.plans.models import Plan
from duban_site.registers.actions.declare_register import assign_keeper, declare_register
from duban_site.reporting.models import Schedule

WITHOUT_VERSION = {
    "SignInForm": "writes no row", "CodeForm": "writes no row", "PasswordForm": "asks for the password as it is",
    "DocumentForm": "adds a document", "ImportForm": "adds a plan", "BreakdownForm": "its changes are confirmed first",
    "CheckForm": "adds a check", "SchemeForm": "adds a version of the scheme", "OpenForm": "adds an appraisal",
    "EventForm": "adds an event", "ClueForm": "adds a clue", "RatingForm": "adds a rating", "PlanForm": "adds a step",
    "ForwardForm": "adds a forwarding", "StepForm": "a step is refused once the order stands elsewhere",
    "DraftForm": "declares a new register", "RecordForm": "carries the record's own serial number",
}  # fmt: skip
"""Forms of no stored row, or with another way to notice; what derives from one has its reason."""

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


def test_every_form_has_a_version_or_a_reason() -> None:
    """A new form that shows a stored row takes one of the two bases that notice a change."""
    for form in subclasses(forms.BaseForm):
        if form.__module__.startswith("duban_site.") and not issubclass(form, ModelForm | VersionedForm):
            assert any(base.__name__ in WITHOUT_VERSION for base in form.__mro__), form


def subclasses(of: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
    return {form for below in of.__subclasses__() for form in (below, *subclasses(below))}


def test_two_officers_at_one_table_of_bodies(plan: Plan, cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    browser = signed_in(cast.shen)
    pumps, saving = (plan.commitments.get(number=number) for number in ("1.1.2", "1.1.3"))
    address = f"/plans/{plan.pk}/assign/{pumps.topic.part.order}/"
    page = browser.get(address).content.decode()
    typed = {}
    for row in plan.commitments.filter(number__startswith="1"):
        version = re.search(rf'name="{OPENED_FIELD}-{row.pk}" value="(\w+)"', page)
        assert version
        typed |= {f"lead-{row.pk}": "市水务局", f"leader-{row.pk}": "高远", f"reporter-{row.pk}": "lu"}
        typed |= {f"{OPENED_FIELD}-{row.pk}": version[1]}
    pumps.responsibilities.update(body=cast.commerce)
    answer = browser.post(address, typed | {f"deadline-{saving.pk}": "2031-10-31"})
    assert answer.status_code == 302, "another's row, which was not touched here, stays as it is"
    assert pumps.responsibilities.get().body == cast.commerce
    saving.refresh_from_db()
    assert str(saving.deadline) == "2031-10-31"
    answer = browser.post(address, typed | {f"deadline-{pumps.pk}": "2031-10-31", f"{OPENED_FIELD}-{saving.pk}": ""})
    assert answer.status_code == 422
    assert "别人改过这一项" in answer.content.decode()
    assert pumps.responsibilities.get().body == cast.commerce


def test_a_schedule_and_a_keeper_changed_by_somebody_else(plan: Plan, cast: Cast, signed_in) -> None:  # type: ignore[no-untyped-def]
    browser = signed_in(cast.shen)
    claim = plan.commitments.get(number="1.1.2").claims.get()
    page = f"/reporting/commitments/{claim.commitment_id}/schedule/"
    version = opened(browser, page)
    Schedule.objects.update_or_create(claim=claim, defaults={"kind": "even", "lag": 3})
    typed = {"kind": "even", "lag": "0", "reading": "auto", OPENED_FIELD: version}
    answer = browser.post(f"{page}{claim.pk}/", typed)
    assert answer.status_code == 422
    assert "别人改过这些内容" in answer.content.decode()
    assert Schedule.objects.get(claim=claim).lag == 3
    again = HIDDEN.search(answer.content.decode())
    assert again
    assert browser.post(f"{page}{claim.pk}/", typed | {OPENED_FIELD: again[1]}).status_code == 302
    register = declare_register(cast.shen, TREES)
    page = f"/registers/{register.pk}/declaration/"
    version = opened(browser, page)
    assign_keeper(cast.shen, register, cast.water)
    answer = browser.post(page, {"keeper": cast.commerce.pk, OPENED_FIELD: version})
    register.refresh_from_db()
    assert register.body == cast.water
