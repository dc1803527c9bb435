"""Sums kept with every event are what the library counts in the histories, as of any day."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest
from cast_of_people import Cast
from django.core.management import call_command

from duban.registers import Days, compute_figure_at, read_template_text
from duban.registers.generating import generate_histories
from duban_site.registers.actions.declare_register import change_declaration, declare_register
from duban_site.registers.actions.edit_record import correct_fields, move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.actions.update_shares import rebuild_stale_sums
from duban_site.registers.history import stream_histories as kept_histories
from duban_site.registers.models import MeasureCache, Register, RegisterRecord, Share, Sum
from duban_site.registers.queries.compute_measures import MeasureQuery, compute_measures, round_value
from duban_site.registers.queries.measure_sums import format_group, load_fresh_measures
from duban_site.registers.queries.measures import IDS_PER_LIST_PAGE, load_record_page
from duban_site.registers.seeding import seed_records
from duban_site.registers.working_days import working_days

pytestmark = pytest.mark.django_db
START, END = dt.date(2025, 1, 2), dt.date(2025, 12, 30)


def _in_use(cast: Cast, name: str, count: int, seed: int) -> Register:
    register = declare_register(cast.shen, read_template_text(name))
    seed_records(register, generate_histories(register.declaration, count, seed, START, END, Days()))
    return register


def _same_as_the_histories(register: Register, seed: str, *, rounds: int = 6) -> None:
    """Every measure, every group, every record counted, on some days before, within and after."""
    declaration, rng = register.declaration, random.Random(seed)  # noqa: S311 # days
    stories = list(kept_histories(declaration, register.records.order_by("pk").values("pk")))
    some = [START + dt.timedelta(days=rng.randrange(-5, 420)) for _ in range(rounds)]
    for day in [*some, dt.date(2025, 12, 31), dt.date(2026, 1, 1)]:
        for answer in compute_measures(register, [MeasureQuery(m.key) for m in declaration.measures], day):
            measure = declaration.measure(answer.query.measure)
            wanted = compute_figure_at(declaration, measure, stories, day, working_days())
            assert round_value(answer.figure.value) == round_value(wanted.value), (measure.key, day)
            assert answer.figure.record_ids == wanted.record_ids, (measure.key, day)
            for by in measure.by:
                split = compute_figure_at(declaration, measure, stories, day, working_days(), by=by).groups
                told = {format_group(key): round_value(value) for key, value in split.items()}
                assert dict(answer.groups[by]) == told, (measure.key, day, by)
                for group in sorted(told)[-2:]:
                    _same_group(register, MeasureQuery(measure.key, by, group), day, told[group])


def _same_group(register: Register, asked: MeasureQuery, day: dt.date, value: Decimal | None) -> None:
    """A group asked for alone: its figure, and as many records as its page says."""
    if not asked.group or asked.measure not in load_fresh_measures(register):
        return
    one = compute_measures(register, [asked], day)[0].figure
    assert round_value(one.value) == value, (asked, day)
    page = load_record_page(register, asked, day, 1)
    assert page is not None
    assert (page.total, page.ids) == (len(one.record_ids), list(one.record_ids[:IDS_PER_LIST_PAGE])), (asked, day)


@pytest.mark.parametrize("name", ["hotline", "project", "investment", "hazard", "road", "bonds"])
def test_as_of_any_day_the_sums_are_what_is_counted(cast: Cast, name: str) -> None:
    register = _in_use(cast, name, 60, 3)
    assert len(load_fresh_measures(register)) >= 2
    _same_as_the_histories(register, name)


def _left() -> list[tuple[object, ...]]:
    """All that is kept, without keys: what a renewal must come to as well."""
    shares = Share.objects.order_by("cache__measure", "record", "row", "since")
    told = shares.values_list("cache__measure", "record", "row", "since", "until", "above")
    sums = Sum.objects.exclude(count=0, above=0, below=0).order_by("pk")
    fields = ("cache__measure", "period", "month", "at", "field", "name", "count", "above", "below")
    return [*told, *sorted(sums.values_list(*fields))]


def test_a_correction_of_a_past_day_reaches_every_sum_since(cast: Cast) -> None:
    hotline = _in_use(cast, "hotline", 80, 5)
    for n, record in enumerate(RegisterRecord.objects.order_by("pk")[:20]):
        at = dt.datetime(2026, 1, 9, 9, n, tzinfo=dt.UTC)
        when = EventTiming(at=at, effective=record.created + dt.timedelta(days=n))
        correct_fields(cast.shen, record, {"kind": "举报", "district": "云岭县"}, "登记有误", timing=when)
    _same_as_the_histories(hotline, "corrected")
    before = _left()
    MeasureCache.objects.all().delete()
    assert load_fresh_measures(hotline) == {}
    assert rebuild_stale_sums(hotline) == 80
    assert rebuild_stale_sums(hotline) == 0
    assert _left() == before


def test_a_move_and_what_came_back_leave_no_trace_of_what_was_foreseen(cast: Cast) -> None:
    """A ticket foreseen as late from a day on is answered before: the day comes, and it is not."""
    hotline = _in_use(cast, "hotline", 30, 8)
    open_ = RegisterRecord.objects.filter(stage="intake").order_by("pk")
    for record in open_[:10]:
        at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
        unit = {"handler": cast.water.name, "district": "云岭县", "category": "010203"}
        move_to_stage(cast.shen, record, "dispatched", unit, timing=EventTiming(at=at))
    far = compute_measures(hotline, [MeasureQuery("overdue")], dt.date(2026, 6, 30))[0]
    assert far.figure.value >= 10
    for record in RegisterRecord.objects.filter(stage="dispatched", since="2026-01-05"):
        at = dt.datetime(2026, 1, 6, 9, tzinfo=dt.UTC)
        move_to_stage(cast.lu, record, "returned", reason="不归本单位", timing=EventTiming(at=at))
    _same_as_the_histories(hotline, "foreseen")


def test_a_changed_measure_is_added_up_anew_and_a_new_label_is_not(cast: Cast) -> None:
    hotline = _in_use(cast, "hotline", 40, 4)
    made = {one.measure: one.fingerprint for one in hotline.measure_caches.all()}
    text = read_template_text("hotline").replace("version = 1", "version = 2")
    text = text.replace('label = "本年受理量"', 'label = "全年受理量"')
    text = text.replace('part = "solved == True"', "part = \"solved == True and kind != '表扬'\"")
    hotline = change_declaration(cast.shen, hotline, text, "口径调整")
    now = {one.measure: one.fingerprint for one in hotline.measure_caches.all()}
    assert {key for key in made if made[key] != now[key]} == {"solved_rate"}
    assert set(load_fresh_measures(hotline)) == {one.key for one in hotline.declaration.measures}
    _same_as_the_histories(hotline, "changed")


def test_what_is_made_by_other_rules_is_not_asked_until_the_nightly_run(cast: Cast) -> None:
    hotline = _in_use(cast, "hotline", 20, 4)
    MeasureCache.objects.filter(measure="open").update(fingerprint="of another calendar")
    assert "open" not in load_fresh_measures(hotline)
    _same_as_the_histories(hotline, "stale", rounds=2)
    call_command("measure", as_of="2025-06-30", verbosity=0)
    assert "open" in load_fresh_measures(hotline)
    _same_as_the_histories(hotline, "renewed", rounds=2)


def test_an_amount_that_is_no_whole_number_of_millionths_is_read_from_the_histories(cast: Cast) -> None:
    from old_trees import TREES

    text = TREES + (
        '\n[[measures]]\nkey = "third"\nlabel = "三分之一"\nenglish = "A third"\nunit = "年"\n'
        'take = "sum"\nof = "age / 3"\n'
    )
    trees = declare_register(cast.shen, text)
    seed_records(trees, generate_histories(trees.declaration, 30, 4, START, END, Days()))
    assert MeasureCache.objects.get(measure="third").state == "unfit"
    _same_as_the_histories(trees, "third", rounds=2)
    answer = compute_measures(trees, [MeasureQuery("third")], dt.date(2025, 12, 31))[0]
    assert answer.figure.value > Decimal(0)
