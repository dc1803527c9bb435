"""What the service reads is what the library measures, as of any day, large register or small."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.test import Client

from duban.registers import Days, compute_figure_at, load_template, read_template_text
from duban.registers.generating import generate_histories
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.read_measures import read_measures
from duban_site.registers.models import MeasureCache, Reading, Register
from duban_site.registers.queries import measures as queries
from duban_site.registers.queries.compute_measures import round_value
from duban_site.registers.seeding import seed_records

pytestmark = pytest.mark.django_db
START, END = dt.date(2025, 1, 2), dt.date(2025, 12, 30)
DAYS = (dt.date(2025, 3, 31), dt.date(2025, 10, 9), dt.date(2025, 12, 31))


@pytest.fixture
def hotline(cast: Cast) -> Register:
    register = declare_register(cast.shen, read_template_text("hotline"))
    seed_records(register, generate_histories(load_template("hotline"), 400, 11, START, END, Days()))
    return register


def test_every_measure_is_the_librarys_as_of_any_day(hotline: Register, cast: Cast) -> None:
    declaration = load_template("hotline")
    made = list(generate_histories(declaration, 400, 11, START, END, Days()))
    for day in DAYS:
        found = {one.measure: one for one in read_measures(cast.shen, hotline, day)}
        for measure in declaration.measures:
            wanted = compute_figure_at(declaration, measure, made, day, Days())
            reading = found[measure.key]
            assert reading.value == round_value(wanted.value), (measure.key, day)
            ids = tuple(name for page in reading.pages.all() for name in page.ids)
            assert ids == wanted.record_ids


def test_a_large_register_shows_any_day_out_of_its_sums(
    hotline: Register, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_LIVE_RECORDS", 100)
    made = list(generate_histories(load_template("hotline"), 400, 11, START, END, Days()))
    browser = Client()
    browser.force_login(cast.shen)
    at = f"/registers/{hotline.pk}/measures/"
    for day in DAYS:
        told = browser.get(f"{at}?as_of={day}").content.decode()
        assert "现在计算" not in told
        received = compute_figure_at(hotline.declaration, hotline.declaration.measure("received"), made, day, Days())
        assert f"<b>{received.value}</b>" in told
        behind = browser.get(f"{at}received/?as_of={day}&page=2").content.decode()
        assert f"计入 {len(received.record_ids)} 条" in behind
        shown = received.record_ids[queries.IDS_PER_LIST_PAGE : 2 * queries.IDS_PER_LIST_PAGE]
        assert all(f"{number} ·" in behind for number in shown)
        assert 'start="51"' in behind


def test_a_large_register_without_sums_shows_what_was_read_last(
    hotline: Register, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_LIVE_RECORDS", 100)
    MeasureCache.objects.all().delete()
    browser = Client()
    browser.force_login(cast.shen)
    at = f"/registers/{hotline.pk}/measures/"
    assert "还没有计算过" in browser.get(f"{at}?as_of=2025-06-30").content.decode()
    browser.post(f"{at}read/", {"as_of": "2025-03-31"})
    told = browser.get(f"{at}?as_of=2025-06-30").content.decode()
    assert "2025-03-31" in told
    read = Reading.objects.count()
    browser.post(f"{at}read/", {"as_of": "2025-03-31"})
    assert Reading.objects.count() == read
    behind = browser.get(f"{at}received/?as_of=2025-06-30").content.decode()
    counted = Reading.objects.get(measure="received").counted
    assert f"计入 {counted} 条" in behind
