"""Whoever does not see a person on the record's page sees them on no form of it, in any register.

Every register that ships and has personal fields, with invented records; every role; a body that
cooperates, one that leads, one that keeps.
"""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.test import Client
from django.urls import reverse

from duban.registers import Days, Declaration, FieldType, fold, list_template_names, load_template, read_template_text
from duban.registers.generating import generate_histories
from duban_site.people.models import Body, BodyKind
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.history import load_events
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.seeding import seed_records

pytestmark = pytest.mark.django_db
WITH_PERSONS = [name for name in list_template_names() if any(field.personal for field in load_template(name).fields)]
ROLES = ("shen", "lu", "wei", "bai", "gao", "tan")
RECORDS = 2


def opened(name: str, cast: Cast) -> Register:
    """The register with some records; the bodies of its first one are those of the cast."""
    register = declare_register(cast.shen, read_template_text(name))
    start, end = dt.date(2025, 1, 2), dt.date(2025, 12, 30)
    seed_records(register, generate_histories(load_template(name), RECORDS, 5, start, end, Days()))
    return register


def persons_in(declaration: Declaration, record: RegisterRecord) -> list[str]:
    folded = fold(declaration, load_events(declaration, record))
    assert folded is not None
    values = [folded.values.get(f.key) for f in declaration.fields if f.personal]
    return [value for value in values if isinstance(value, str) and len(value) > 1]


def named_bodies(declaration: Declaration, record: RegisterRecord) -> list[str]:
    folded = fold(declaration, load_events(declaration, record))
    assert folded is not None
    kinds = (FieldType.BODY, FieldType.PLACE)
    found = [folded.values.get(f.key) for f in declaration.fields if f.type in kinds]
    return [value for value in found if isinstance(value, str)]


@pytest.mark.parametrize("name", WITH_PERSONS)
def test_no_form_shows_a_person_that_the_record_masks(name: str, cast: Cast) -> None:
    register = opened(name, cast)
    declaration, asked, masked = register.declaration, 0, 0
    for record in register.records.all():
        known = persons_in(declaration, record)
        forms = [reverse("record_move", args=[record.pk, m.to]) for m in declaration.moves]
        forms.append(reverse("record_change", args=[record.pk]))
        for body in [*named_bodies(declaration, record), cast.water.name]:
            for kind in (BodyKind.COUNTY,):
                Body.objects.exclude(pk=cast.water.pk).filter(name=body).delete()
                Body.objects.filter(pk=cast.water.pk).update(name=body, kind=kind)
                for who in ROLES:
                    browser = Client(raise_request_exception=False)
                    browser.force_login(getattr(cast, who))
                    page = browser.get(reverse("record", args=[record.pk]))
                    if page.status_code != 200:
                        continue
                    hidden = [one for one in known if one not in page.content.decode()]
                    masked += len(hidden)
                    for url in forms:
                        answer = browser.get(url)
                        asked += answer.status_code == 200
                        said = answer.content.decode() if answer.status_code == 200 else ""
                        assert [one for one in hidden if one in said] == [], (who, url)
    assert asked > 0
    assert masked > 0
