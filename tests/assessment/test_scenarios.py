"""The scenario files: what a statistician says must come out (tests/scenarios/*.yaml)."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from duban.assessment import Rules, Target, assess, match_figures
from duban.assessment.tables import Figure
from duban.series import Observation, Period, Series, Version
from explained import explain, require

FILES = sorted(Path(__file__).parents[1].joinpath("scenarios").glob("*.yaml"))
SCENARIOS = [(f.stem, s) for f in FILES for s in yaml.safe_load(f.read_text("utf-8"))]
D = Decimal


def _row(row, unit):
    period, value, published, version, own = (list(row) + [""] * 5)[:5]
    day = dt.date.fromisoformat(str(published)) if published else None
    version = Version.parse(version or "")
    return Observation(Period.parse(str(period)), D(str(value)), own or unit, day, version)


def build(rows, unit):
    """The other side of a relative target."""
    observations = [_row(r, unit) for r in rows]
    return Series.from_observations("x", unit or (observations[0].unit if observations else ""), observations)


def run(scenario):
    claim = json.loads(json.dumps(scenario["target"], default=str), parse_float=D)
    as_of = scenario["as_of"]
    target = Target.from_json(claim, id="1", year=2025)
    # As `duban assess` does: figures in the unit they were written in, matched to their claim.
    rows = [Figure(n, "1", _row(r, "")) for n, r in enumerate(scenario["figures"], 2)]
    series = match_figures.match_figures([(1, claim, target)], rows)[0].series
    other = scenario.get("reference")
    reference = build(other, target.unit) if other else None
    rules = Rules.load(scenario.get("rules", "default"))
    return assess(target, series, None, as_of, rules, reference=reference)


@pytest.mark.parametrize("scenario", [s for _, s in SCENARIOS], ids=[f"{f}: {s['name']}" for f, s in SCENARIOS])
def test_scenario(scenario):
    found = run(scenario)
    told = {
        "status": found.status.value,
        "light": None if found.light is None else found.light.value,
        "verdict": found.verdict,
        "period": str(found.period),
    }
    for key, wanted in scenario["expect"].items():
        if key == "sum":
            assert wanted in found.sum
        elif key == "flags":
            assert set(wanted) <= set(found.flags) if wanted else not found.flags
        elif key in ("value", "expected", "gap"):
            require(found, **{key: D(str(wanted))})
        else:
            assert told[key] == wanted, explain(found)


def test_there_are_enough_of_them_and_each_name_is_its_own():
    names = [s["name"] for _, s in SCENARIOS]
    assert len(names) >= 90
    assert len(set(names)) == len(names)


def test_every_status_light_method_and_bound_is_met_somewhere():
    found = [run(s) for _, s in SCENARIOS]
    from duban.assessment import Light, Method, Status
    from duban.commitments import Comparator

    assert {a.status for a in found} == set(Status)
    assert {a.light for a in found} == {*Light, None}
    assert {a.target.method for a in found} == set(Method)
    assert {a.target.comparator for a in found} >= set(Comparator)
