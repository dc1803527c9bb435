from __future__ import annotations

from pathlib import Path

import pytest

from duban.orders import TRANSITIONS, ActionNotAllowed, Colour, Stage, check_raise, find_next_stage, get_transition
from duban.orders.colours import ColourError
from duban.orders.stages import ISSUED, OPEN
from duban.orders.workflow_page import STAGE_LABELS, render_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "orders.md"
WAY = {
    "register": "registered",
    "assign": "assigned",
    "receive": "received",
    "handle": "handling",
    "reply": "replied",
    "pass_check": "checked",
    "complete": "completed",
    "close": "closed",
    "archive": "archived",
}


def test_the_way_leads_from_draft_to_archive() -> None:
    stage = Stage.DRAFTED
    for action, to in WAY.items():
        stage = find_next_stage(stage, action)
        assert stage == to


def test_an_action_goes_from_its_stages_and_from_no_other() -> None:
    for action, row in TRANSITIONS.items():
        for stage in Stage:
            if stage in row.sources:
                assert find_next_stage(stage, action) == (row.target or stage)
                continue
            with pytest.raises(ActionNotAllowed, match=action):
                find_next_stage(stage, action)


def test_nothing_follows_the_archive() -> None:
    assert not [row.action for row in TRANSITIONS.values() if Stage.ARCHIVED in row.sources]


def test_every_stage_is_reached_and_left_but_the_last() -> None:
    reached = {row.target for row in TRANSITIONS.values()} | {Stage.DRAFTED}
    left = {s for row in TRANSITIONS.values() if row.target for s in row.sources}
    assert reached - {None} == set(Stage)
    assert left == set(Stage) - {Stage.ARCHIVED}


def test_what_is_open_or_issued_is_every_stage_that_it_says() -> None:
    assert set(Stage) - set(OPEN) == {Stage.CLOSED, Stage.TERMINATED, Stage.CARRIED, Stage.ARCHIVED}
    assert set(ISSUED) == set(OPEN) - {Stage.DRAFTED, Stage.REGISTERED} | {Stage.CLOSED}


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        TRANSITIONS["note"] = get_transition("urge")  # type: ignore[index]


def test_an_action_that_is_none_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="register"):
        get_transition("abolish")


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page(), "python -m duban.orders.workflow_page > " + str(
        PAGE.relative_to(Path.cwd())
    )
    assert set(STAGE_LABELS) == set(Stage)


@pytest.mark.parametrize(
    ("now", "to", "earned", "direct", "reason"),
    [
        ("blue", "orange", True, False, ""),
        ("orange", "red", True, False, ""),
        ("blue", "red", True, False, "not_earned"),
        ("blue", "red", True, True, ""),
        ("blue", "orange", False, False, "not_earned"),
        ("blue", "orange", False, True, ""),
        ("orange", "orange", True, True, "not_higher"),
        ("red", "blue", True, True, "not_higher"),
    ],
)
def test_a_colour_is_raised_step_by_step_or_as_an_exception(
    now: str, to: str, earned: bool, direct: bool, reason: str
) -> None:
    found = ""
    try:
        check_raise(Colour(now), Colour(to), is_earned=earned, is_direct=direct)
    except ColourError as error:
        found = error.reason
    assert found == reason
