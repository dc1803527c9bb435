"""Personal data: masked by role, in no export or public view, gone when its retention ends."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from old_trees import OLD, TREES

from duban.registers import fold, public_view
from duban.registers.sheets import Sheet, read_xlsx, write_xlsx
from duban_site.core.audit.models import Event
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import correct_fields, move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.forms import select_askable
from duban_site.registers.history import load_events
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳青禾", "13812345678"
PERSONAL = {"warden": NAME, "phone": PHONE}


def on(*day: int) -> EventTiming:
    return EventTiming(dt.datetime(*day, 9, tzinfo=timezone.get_current_timezone()))


@pytest.fixture
def trees(cast: Cast) -> Register:
    return declare_register(cast.shen, TREES, body=cast.commerce)


@pytest.fixture
def tree(trees: Register, cast: Cast) -> RegisterRecord:
    return create_record(cast.bai, trees, OLD | PERSONAL, timing=on(2024, 3, 4))


def page(person: object, url: str) -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "sees"), [("bai", True), ("lu", True), ("wei", True), ("shen", False), ("gao", False), ("tan", False)]
)
def test_only_the_keeper_and_the_lead_unit_see_persons(who: str, sees: bool, tree: RegisterRecord, cast: Cast) -> None:
    shown = page(getattr(cast, who), f"/registers/records/{tree.pk}/")
    assert (NAME in shown, PHONE in shown) == (sees, sees)
    if not sees:
        assert "欧**" in shown
        assert "138****5678" in shown


def test_the_form_of_a_move_asks_for_a_missing_person_and_shows_no_known_one(trees: Register) -> None:
    fields, known = trees.declaration.fields, {"warden": NAME}
    asked = {field.key for field in select_askable(fields, known, sees_persons=False)}
    assert "warden" not in asked
    assert "phone" in asked  # empty: whoever moves the record on may enter it
    assert "warden" in {field.key for field in select_askable(fields, known, sees_persons=True)}


def test_no_list_export_measure_or_search_tells_a_person(tree: RegisterRecord, trees: Register, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.bai)
    at = f"/registers/{trees.pk}/"
    for url in ("", f"?q={PHONE}", "board/", "map/", "measures/", "measures/badged/", "export.csv"):
        told = browser.get(at + url).content.decode()
        assert NAME not in told
        assert PHONE not in told.replace(f'value="{PHONE}"', "").replace(f"q={PHONE}", "")
    book = read_xlsx(browser.get(f"{at}export.xlsx").content)
    assert NAME not in str(book)
    assert "管护人" not in str(book)


def test_neither_public_data_nor_the_log_tells_a_person(tree: RegisterRecord, trees: Register, cast: Cast) -> None:
    correct_fields(cast.shen, tree, {"age": 301}, "量过", timing=on(2024, 3, 5))
    record = fold(trees.declaration, load_events(trees.declaration, tree))
    assert record is not None
    assert record.values["warden"] == NAME
    assert NAME not in str(public_view(trees.declaration, record))
    rows = [*Event.objects.all().values(), *RegisterEvent.objects.all().values()]
    rows += RegisterRecord.objects.all().values()
    assert NAME not in json.dumps(rows, default=str, ensure_ascii=False)


def test_personal_data_goes_when_its_retention_ends(tree: RegisterRecord, trees: Register, cast: Cast) -> None:
    move_to_stage(cast.shen, tree, "dead", reason="枯死", timing=on(2024, 6, 3))
    tree.refresh_from_db()
    assert tree.erase_on == dt.date(2025, 6, 3)
    call_command("retain", as_of="2025-06-02", stdout=io.StringIO())
    assert Personal.objects.filter(record=tree).exists()
    out = io.StringIO()
    call_command("retain", as_of="2025-06-03", stdout=out)
    assert "1 条记录" in out.getvalue()
    dump = io.StringIO()
    call_command("dumpdata", "registers", "audit", stdout=dump)
    assert NAME not in dump.getvalue()
    assert PHONE not in dump.getvalue()
    tree.refresh_from_db()
    assert tree.erase_on is None
    assert NAME not in page(cast.bai, f"/registers/records/{tree.pk}/")
    record = fold(trees.declaration, load_events(trees.declaration, tree))
    assert record is not None
    assert record.stage == "dead"
    assert record.values["age"] == 300


def test_a_restricted_register_is_for_the_office_its_unit_and_the_auditor(cast: Cast) -> None:
    secret = declare_register(
        cast.shen, TREES.replace("version = 1", "version = 1\nrestricted = true"), body=cast.commerce
    )
    tree = create_record(cast.shen, secret, OLD)
    for who, sees in (
        ("shen", 200),
        ("bai", 200),
        ("tan", 200),
        ("lu", 404),
        ("wei", 404),
        ("gao", 404),
        ("ning", 403),
    ):
        browser = Client()
        browser.force_login(getattr(cast, who))
        for url in (f"/registers/{secret.pk}/", f"/registers/records/{tree.pk}/"):
            assert browser.get(url).status_code == sees, (who, url)
    assert "大樟树" not in page(cast.lu, "/registers/")
    assert "古树名木" not in page(cast.gao, "/registers/")


def test_a_blank_sheet_brings_personal_data_in_and_nobody_sees_it_on_the_way(trees: Register, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.bai)
    address = f"/registers/{trees.pk}/"
    main, *rest = read_xlsx(browser.get(f"{address}blank.xlsx").content)
    labels = {field.key: field.heading for field in trees.declaration.fields}
    values = {labels[key]: value for key, value in (OLD | PERSONAL).items()}
    row = tuple(values.get(heading) for heading in main.headings)
    assert {*values} <= {*main.headings}, "every field of a new record has its column"
    data = write_xlsx((Sheet(main.name, main.headings, (row,)), *rest))
    answer = browser.post(f"{address}import/", {"file": SimpleUploadedFile("a.xlsx", data)})
    job = answer.headers["Location"]
    asked = browser.get(job).content.decode()
    assert "欧**" in asked
    assert NAME not in asked
    assert PHONE not in asked
    browser.post(f"{job}confirm/")
    (stored,) = Personal.objects.all()
    assert stored.values == PERSONAL
    assert NAME not in json.dumps(RegisterEvent.objects.get().data, ensure_ascii=False)
    required = browser.get(f"{address}import/").content.decode()
    assert "必填的列" in required
