"""What must hold for every target and every figure."""

import datetime as dt
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from duban.assessment import Rules, Status, Target, assess, list_rule_names
from duban.series import Observation, Period, Series

D = Decimal
ORDER = ["overdue", "behind", "not_due", "near", "on_schedule", "ahead", "completed"]
RANK = {Status(name): n for n, name in enumerate(ORDER)}

UP = st.sampled_from(["ge", "gt", "eq", "approx"])
KINDS = st.sampled_from([("volume", "个"), ("level", "元"), ("level", "人"), ("growth", "%"), ("share", "%")])
MONTHS = st.integers(1, 12)
RULES = st.sampled_from([Rules.load(name) for name in list_rule_names()])
AMOUNTS = st.decimals("0", "400", places=1)
SCHEDULES = st.sampled_from(["even", "quarterly", [D(n) / 12 for n in range(1, 13)], {"2025-Q1": 0.1, "2025-Q3": 0.8}])


def target(kind, unit, comparator, value=100, **extra):
    claim = {"indicator": "某指标", "kind": kind, "unit": unit, "comparator": comparator}
    return Target.from_json(claim | {"value": value} | extra, id="1", year=2025)


def series(unit, *points):
    rows = [Observation(Period(2025, 1, month), value, unit) for month, value in points]
    return Series.from_observations("某指标", unit, rows)


@given(KINDS, UP, MONTHS, AMOUNTS, AMOUNTS, RULES, SCHEDULES)
def test_more_progress_never_worsens_the_status(kind, comparator, month, a, b, rules, schedule):
    low, high = sorted([a, b])
    asked = target(*kind, comparator, schedule=schedule)
    as_of = dt.date(2026, 1, 1)
    worse = assess(asked, series(kind[1], (month, low)), None, as_of, rules)
    better = assess(asked, series(kind[1], (month, high)), None, as_of, rules)
    assert RANK[better.status] >= RANK[worse.status]
    assert better.gap is None or worse.gap is None or better.gap >= worse.gap


@given(KINDS, st.sampled_from(["le", "lt"]), MONTHS, AMOUNTS, AMOUNTS)
def test_a_ceiling_is_the_mirror_image(kind, comparator, month, a, b):
    low, high = sorted([a, b])
    asked = target(*kind, comparator)
    statuses = [assess(asked, series(kind[1], (month, v)), None, dt.date(2026, 1, 1)).status for v in (high, low)]
    assert RANK[statuses[1]] >= RANK[statuses[0]]


@given(UP, MONTHS, AMOUNTS, st.sampled_from([("万个", 4), ("亿个", 8), ("千个", 3)]))
def test_the_unit_of_the_figure_does_not_matter(comparator, month, value, scale):
    word, power = scale
    asked = target("volume", "个", comparator)
    plain = assess(asked, series("个", (month, value)), None, dt.date(2025, 12, 31))
    row = Observation(Period(2025, 1, month), value.scaleb(-power), word)
    scaled = assess(asked, Series.from_observations("某指标", "个", [row]), None, dt.date(2025, 12, 31))
    assert (scaled.status, scaled.light, scaled.gap) == (plain.status, plain.light, plain.gap)


@given(UP, MONTHS, AMOUNTS, st.integers(1, 9))
def test_target_and_figure_scaled_alike_give_the_same_status(comparator, month, value, factor):
    as_of = dt.date(2025, 12, 31)
    # What is due is rounded to whole things, so that within one of an edge the scale may decide.
    exact = D(100) * month / 12
    assume(all(abs(value - exact - edge) > 1 for edge in (-10, -5, 0, 10)))
    plain = assess(target("volume", "个", comparator), series("个", (month, value)), None, as_of)
    asked = target("volume", "个", comparator, D(100) * factor)
    scaled = assess(asked, series("个", (month, value * factor)), None, as_of)
    assert (scaled.status, scaled.light) == (plain.status, plain.light)


@given(
    st.lists(st.tuples(MONTHS, st.integers(0, 300), AMOUNTS), max_size=14, unique_by=lambda t: t[:2]),
    st.integers(0, 500),
    st.sampled_from(["growth", "volume"]),
    st.sampled_from(["up", "down"]),
)
def test_the_past_does_not_change_when_the_future_arrives(rows, day, kind, direction):
    unit = "%" if kind == "growth" else "个"
    everything = []
    for month, lag, value in rows:
        period = Period(2025, 1, month)
        value = value - 200 if kind == "growth" else value
        everything.append(Observation(period, value, unit, period.end + dt.timedelta(days=lag)))
    whole = Series.from_observations("某指标", unit, everything)
    as_of = dt.date(2025, 1, 1) + dt.timedelta(days=day)
    asked = target(kind, unit, "ge", direction=direction)
    then = assess(asked, whole.as_published_by(as_of), None, as_of)
    now = assess(asked, whole, None, as_of)
    assert (now.status, now.light, now.value, now.flags) == (then.status, then.light, then.value, then.flags)
    assert now.sum == then.sum
    assert now.forecast == then.forecast
    assert now.observation is None or now.observation.available_from <= as_of


@given(KINDS, UP, st.lists(AMOUNTS, min_size=12, max_size=12))
def test_every_year_ends_in_done_near_or_overdue(kind, comparator, values):
    found = assess(
        target(*kind, comparator), series(kind[1], *enumerate(sorted(values), 1)), None, dt.date(2026, 1, 31)
    )
    assert found.status in (Status.COMPLETED, Status.NEAR, Status.OVERDUE)
    assert found.probability in (0.0, 1.0)


@given(KINDS, UP, MONTHS, AMOUNTS, SCHEDULES)
def test_the_forecast_is_ordered_and_its_chance_a_probability(kind, comparator, month, v, schedule):
    asked = target(*kind, comparator, schedule=schedule)
    found = assess(asked, series(kind[1], (month, v)), None, dt.date(2025, 12, 31)).forecast
    assert found is None or found.low <= found.mid <= found.high
    assert found is None or 0 <= found.probability <= 1


@given(st.lists(AMOUNTS, min_size=12, max_size=12))
def test_a_red_month_is_never_forgotten_within_the_year(values):
    asked, lights = target("volume", "个", "ge"), []
    rows = series("个", *enumerate(sorted(values), 1))
    for month in range(1, 13):
        as_of = Period(2025, 1, month).end
        lights.append(assess(asked, rows, None, as_of).light)
    first_red = next((n for n, light in enumerate(lights) if light == "red"), len(lights))
    assert "green" not in lights[first_red:]


@given(st.integers(1, 60), st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_a_count_that_keeps_pace_never_falls_behind(whole, leads):
    """Whole things in whole numbers: with what was due done, no month says 欠进度."""
    asked, done = target("volume", "条", "ge", whole), 0
    for month, lead in enumerate(leads, 1):
        done = max(done, min(whole, whole * month // 12 + lead))
        found = assess(asked, series("条", (month, D(done))), None, dt.date(2025, month, 28))
        assert found.status not in (Status.BEHIND, Status.OVERDUE), found.sum
        if found.expected is not None:
            assert found.expected == found.expected.to_integral_value()


@given(KINDS, UP, MONTHS, AMOUNTS, AMOUNTS.filter(bool))
def test_the_sum_never_contradicts_its_status(kind, comparator, month, value, whole):
    found = assess(target(*kind, comparator, whole), series(kind[1], (month, value)), None, dt.date(2026, 1, 1))
    short = found.status in (Status.BEHIND, Status.OVERDUE)
    if found.gap is not None and short and not (comparator == "gt" and found.gap == 0):
        assert "差" in found.sum
        assert "持平" not in found.sum
        assert "short" in found.sum_en
    if found.status in (Status.COMPLETED, Status.AHEAD):
        assert "差" not in found.sum.split("：")[0]
