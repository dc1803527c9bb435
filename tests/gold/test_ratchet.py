"""The score on labelled reports never falls below the last landed (floors.toml; make ratchet)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explained import explain_name
from gold import measuring, scoring

FLOORS = measuring.floors()
KEYS = [key for key in FLOORS["full_claim"] if not key.startswith("sample ")]


@pytest.fixture(scope="module")
def labelled(reports_dir: Path) -> dict[str, measuring.Case]:
    script = reports_dir.parent / "gold" / "score.py"
    if not script.is_file():
        reason = f"no labelled reports: {script} is missing"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {case.key: case for case in measuring.cases(reports_dir)}


@pytest.mark.parametrize("key", KEYS)
def test_no_score_falls_below_its_floor(key: str, labelled: dict[str, measuring.Case], reports_dir: Path) -> None:
    measured = measuring.measure(labelled[key], measuring.scorer(reports_dir))
    below = {
        table: (round(value, 4), FLOORS[table][key])
        for table, value in measured.items()
        if value < FLOORS[table].get(key, 0.0)
    }
    assert not below, f"(score, floor); see the errors with score.py --show: {below}"


def test_every_labelled_report_has_a_floor(labelled: dict[str, measuring.Case]) -> None:
    assert set(KEYS) == set(labelled)


def _explain_wrong(score: scoring.Score) -> str:
    """Each label with the claim that differs, and why the number has its name."""
    pairs = [(label, claim, (label or claim or {})["start"]) for label, claim in score.wrong]
    return "\n".join(f"label {a}\nclaim {b}\n{explain_name(measuring.SAMPLE, start)}" for a, b, start in pairs)


@pytest.mark.parametrize("roles", [measuring.AHEAD, "result"])
def test_the_sample_is_read_as_it_is_labelled(roles: str) -> None:
    score = measuring.measure_sample(roles)
    assert score.f1 >= FLOORS["full_claim"][f"sample {roles}"], _explain_wrong(score)


# ---------------------------------------------------------------- the ratchet itself


def label(**fields: object) -> scoring.Json:
    return {"start": 0, "end": 2, "indicator": "粮食产量", "role": "target", "value": 5} | fields


def test_labels_score_one_against_themselves() -> None:
    labels = scoring.load(measuring.SAMPLE_LABELS)
    assert scoring.score(labels, labels, ["target", "goal", "result"]).f1 == 1


@pytest.mark.parametrize(
    "claim", [{"value": 6}, {"start": 1}, {"indicator": "蔬菜"}, {"role": "result"}, {"direction": "down"}]
)
def test_a_claim_that_differs_in_any_field_does_not_count(claim: scoring.Json) -> None:
    score = scoring.score([label()], [label(**claim)], ["target"])
    assert score.full == 0
    assert score.labelled == 1
    assert score.wrong


def test_claims_of_one_span_are_paired_by_their_indicator() -> None:
    town, village = label(indicator="城镇居民收入"), label(indicator="农村居民收入")
    assert scoring.score([town, village], [village, town], ["target"]).f1 == 1


def test_an_optional_label_is_neither_rewarded_nor_punished() -> None:
    score = scoring.score([label(optional=True)], [label(role="result")], ["target", "result"])
    assert (score.labelled, score.claimed) == (0, 0)


def test_a_floor_is_lifted_but_never_lowered() -> None:
    kept = {"full_claim": {"a": 0.9, "b": 0.9, "c": 0.5}}
    lifted = measuring.raised(kept, {"full_claim": {"a": 0.95678, "b": 0.8, "d": 0.7}})
    assert lifted["full_claim"] == {"a": 0.956, "b": 0.9, "c": 0.5, "d": 0.7}


def test_only_full_claims_get_a_floor_by_themselves() -> None:
    lifted = measuring.raised({}, {"full_claim": {"a": 0.5}, "detection": {"a": 0.5}})
    assert lifted == {"full_claim": {"a": 0.5}, "detection": {}, "relative": {}}


def test_the_file_of_floors_is_in_its_one_form() -> None:
    assert measuring.FLOORS.read_text("utf-8") == measuring.written(FLOORS)
