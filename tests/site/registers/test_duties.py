"""An officer's duties in registers are given one by one: they can lie in different hands."""

from __future__ import annotations

import pytest
from cast_of_people import Cast
from django.test import Client
from old_trees import OLD, TREES

from duban.registers import Duty
from duban_site.core.audit.models import Event
from duban_site.people.models import Person
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.duties import resolve_rights
from duban_site.registers.errors import Declined

pytestmark = pytest.mark.django_db


def give(cast: Cast, *duties: str) -> Person:
    """The administrator ticks what Shen may do, on the page of her account."""
    browser = Client()
    browser.force_login(cast.ning)
    told = {"username": "shen", "name": cast.shen.name, "role": "officer"}
    told |= dict.fromkeys((*duties, "is_active"), "on")
    assert browser.post(f"/accounts/{cast.shen.pk}/", told).status_code == 302
    return Person.objects.get(pk=cast.shen.pk)


def test_an_officer_has_all_duties_until_they_are_given_separately(cast: Cast) -> None:
    register = declare_register(cast.shen, TREES)
    whole = resolve_rights(cast.shen, register)
    assert whole.duties == {Duty.OFFICE, Duty.KEEPER, Duty.SUPERVISOR, Duty.INTAKE}
    assert whole.persons
    watching = resolve_rights(give(cast, "supervisor"), register)
    assert watching.duties == {Duty.OFFICE, Duty.SUPERVISOR}
    assert not watching.persons, "who neither keeps nor takes in sees no personal fields"
    changed = Event.objects.filter(action="people.change_account").last().data["changed"]
    assert changed == {"keeper": False, "intake": False}


def test_who_does_not_keep_the_register_is_refused_what_keepers_do(cast: Cast) -> None:
    register = declare_register(cast.shen, TREES)
    tree = create_record(cast.shen, register, OLD)
    with pytest.raises(Declined, match="台账管理员"):
        move_to_stage(give(cast, "supervisor", "intake"), tree, "judged", {})
    assert move_to_stage(give(cast, "keeper"), tree, "judged", {}).kind == "moved"
