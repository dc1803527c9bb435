"""道路占掘: the no-dig years told when a permit is applied for, and three levels of view."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from cast_of_people import Cast
from django.test import Client

from duban.registers import fold, load_template, public_view, read_template_text
from duban_site.core.clock import today
from duban_site.people.models import Body, Person, Role
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.actions.rows import add_row
from duban_site.registers.errors import Declined
from duban_site.registers.history import load_events
from duban_site.registers.models import Register, RegisterRecord

pytestmark = pytest.mark.django_db
PERMIT = {
    "road": "北环路",
    "stretch": "东段",
    "county": "东城区",
    "street": "青溪街道",
    "kind": "挖掘",
    "area": 60,
    "applicant": "云岭燃气公司",
    "lead_body": "市水务局",
}
WEST = {"road": "西环路", "county": "西城区", "street": "白塔街道", "lead_body": "市商务局"}
POSTED = {f"v_{key}": str(value) for key, value in PERMIT.items()}


@pytest.fixture
def roads(cast: Cast) -> Register:
    for name, kind in (("东城区", "county"), ("西城区", "county"), ("青溪街道", "street")):
        Body.objects.create(name=name, kind=kind)
    Body.objects.create(name="白塔街道", kind="street")
    return declare_register(cast.shen, read_template_text("road"))


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def liaison(name: str) -> Person:
    person = Person(username=name, name=name, role=Role.LIAISON, body=Body.objects.get(name=name))
    person.must_change_password = False
    person.save()
    return person


def years_ago(years: int) -> dt.date:
    return today().replace(year=today().year - years, day=1)


def test_an_application_within_the_ban_is_told_and_taken_only_when_meant(roads: Register, cast: Cast) -> None:
    office, delivered = browser(cast.shen), years_ago(2)
    asked = POSTED | {"v_delivered_on": delivered.isoformat()}
    first = office.post(f"/registers/{roads.pk}/new/", asked)
    assert first.status_code == 422
    said = first.content.decode()
    assert "禁掘期内" in said
    assert f"道路交付使用于{delivered}，5年内不得挖掘" in said
    assert "仍然提交，报市政府批准" in said
    assert not RegisterRecord.objects.exists()
    assert office.post(f"/registers/{roads.pk}/new/", asked | {"despite": "1"}).status_code == 302
    permit = RegisterRecord.objects.get()
    assert "禁掘期内" in office.get(f"/registers/records/{permit.pk}/").content.decode()
    move_to_stage(cast.shen, permit, "screened")
    attach_document(cast.shen, permit, "公安交管意见", "a.pdf", io.BytesIO(b"%PDF 1"))
    approved = {"permit": "掘1", "from_on": today(), "until_on": today()}
    with pytest.raises(Declined, match="禁掘期"):
        move_to_stage(cast.shen, permit, "approved", approved)
    move_to_stage(cast.shen, permit, "approved", approved | {"special": "政府批复3号"})
    assert "已有政府批准：政府批复3号" in office.get(f"/registers/records/{permit.pk}/").content.decode()


def test_the_dates_of_a_road_come_from_its_other_permits(roads: Register, cast: Cast) -> None:
    earlier = create_record(cast.shen, roads, PERMIT | {"kind": "占用", "overhauled_on": years_ago(1)})
    office = browser(cast.shen)
    said = office.post(f"/registers/{roads.pk}/new/", POSTED).content.decode()
    assert "3年内不得挖掘" in said
    assert f"取自同一道路的 {earlier.number}" in said
    office.post(f"/registers/{roads.pk}/new/", POSTED | {"despite": "1"})
    made = RegisterRecord.objects.exclude(pk=earlier.pk).get()
    assert made.values["overhauled_on"] == years_ago(1).isoformat()


def test_without_any_date_the_ban_cannot_be_told_and_occupying_needs_none(roads: Register, cast: Cast) -> None:
    office = browser(cast.shen)
    assert office.post(f"/registers/{roads.pk}/new/", POSTED).status_code == 302
    permit = RegisterRecord.objects.get()
    assert "无法校验禁掘期" in office.get(f"/registers/records/{permit.pk}/").content.decode()
    office.post(f"/registers/{roads.pk}/new/", POSTED | {"v_kind": "占用", "v_road": "南环路"})
    other = RegisterRecord.objects.get(title="南环路")
    assert "禁掘期" not in office.get(f"/registers/records/{other.pk}/").content.decode()


def test_public_unit_and_office_each_see_their_part(roads: Register, cast: Cast) -> None:
    own = create_record(cast.shen, roads, PERMIT | {"special": "批复3号"})
    other = create_record(cast.shen, roads, PERMIT | WEST)
    record = fold(load_template("road"), load_events(roads.declaration, own))
    assert record is not None
    told = public_view(load_template("road"), record)["values"]
    assert (told["road"], told["street"]) == ("北环路", "青溪街道")
    assert not {"special", "urgent", "delivered_on", "overhauled_on"} & set(told)
    county, street = browser(liaison("东城区")), browser(liaison("青溪街道"))
    for person, seen, hidden in (
        (county, own, other),
        (street, own, other),
        (browser(cast.lu), own, other),
        (browser(cast.bai), other, own),
    ):
        listed = person.get(f"/registers/{roads.pk}/").content.decode()
        assert f"/registers/records/{seen.pk}/" in listed
        assert f"/registers/records/{hidden.pk}/" not in listed
        assert person.get(f"/registers/records/{seen.pk}/").status_code == 200
        assert person.get(f"/registers/records/{hidden.pk}/").status_code == 404
    office = browser(cast.shen).get(f"/registers/{roads.pk}/").content.decode()
    assert all(f"/registers/records/{one.pk}/" in office for one in (own, other))
    anybody = Client().get(f"/registers/records/{own.pk}/")
    assert anybody.status_code == 302
    assert "/login/" in anybody.headers["Location"]


def test_each_level_does_its_own_part(roads: Register, cast: Cast) -> None:
    permit = create_record(cast.shen, roads, PERMIT)
    county, street = liaison("东城区"), liaison("青溪街道")
    with pytest.raises(Declined, match="无权"):
        move_to_stage(street, permit, "screened")
    move_to_stage(county, permit, "screened")
    with pytest.raises(Declined, match="无权"):
        move_to_stage(county, permit, "approved", {"permit": "1", "from_on": today(), "until_on": today()})
    attach_document(cast.shen, permit, "公安交管意见", "a.pdf", io.BytesIO(b"%PDF 1"))
    move_to_stage(cast.shen, permit, "approved", {"permit": "1", "from_on": today(), "until_on": today()})
    move_to_stage(street, permit, "entered", {"builder": "云岭市政公司"})
    add_row(street, permit, "patrols", {"patrolled_on": today(), "finding": "围挡破损"})


def test_a_hoarding_is_chosen_its_permit_by_searching(roads: Register, cast: Cast) -> None:
    permit = create_record(cast.shen, roads, PERMIT)
    hoardings = declare_register(cast.shen, read_template_text("hoarding"))
    office = browser(cast.shen)
    form = office.get(f"/registers/{hoardings.pk}/new/").content.decode()
    assert f'<option value="{permit.number}">北环路' in form
    assert "/registers/choose/road/" in form
    found = office.get("/registers/choose/road/", {"v_dig": "燃气"}).content.decode()
    assert permit.number in found
    assert permit.number not in office.get("/registers/choose/road/", {"v_dig": "电信"}).content.decode()
    assert permit.number not in browser(cast.bai).get("/registers/choose/road/").content.decode()
    asked = {"v_place": "北环路口", "v_project": "燃气改造", "v_builder": "云岭市政公司"}
    asked |= {"v_county": "东城区", "v_street": "青溪街道", "v_lead_body": "市水务局"}
    wrong = office.post(f"/registers/{hoardings.pk}/new/", asked | {"v_dig": "没有的号"})
    assert wrong.status_code == 422
    assert "没有编号为“没有的号”的记录" in wrong.content.decode()
    right = office.post(f"/registers/{hoardings.pk}/new/", asked | {"v_dig": permit.number})
    page = office.get(right.headers["Location"]).content.decode()
    assert f'<a href="/registers/records/{permit.pk}/">北环路</a>' in page
