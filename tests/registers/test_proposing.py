"""Nothing happens to a record that its register does not allow; every refusal has its reason."""

from __future__ import annotations

import datetime as dt

import pytest

from duban.registers import (
    Attached,
    Corrected,
    Duty,
    Edited,
    Erased,
    ExtensionDecided,
    ExtensionRequested,
    Moved,
    Paused,
    Record,
    RefusedError,
    Resumed,
    Rights,
    RowAdded,
    RowClosed,
    Visit,
    apply,
    fold,
    list_template_names,
    load_template,
    propose,
)
from duban.registers.generating import ALL_RIGHTS
from registers.keeping import DAYS, KEEPER, NOBODY, at, codes, created, day, moved, trees


def _record(*more):
    return fold(trees(), [created("2025-03-03", age=150), *more])


def _codes(event, record=None, rights=KEEPER):
    return codes(propose(trees(), record or _record(), event, rights, DAYS))


def test_what_is_right_is_not_refused():
    attached = Attached(**at("2025-03-04", serial=2), kind="鉴定书", name="a.pdf")
    assert _codes(attached) == set()
    listed = moved("2025-03-05", "listed", 3, values={"grade": "一级"})
    assert _codes(listed, _record(attached)) == set()
    assert apply(trees(), _record(attached), listed, KEEPER, DAYS).stage == "listed"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Edited(**at("2025-03-04", serial=2), values={"age": 99}), "value"),
        (Edited(**at("2025-03-04", serial=2), values={"grade": "四级"}), "value"),
        (Edited(**at("2025-03-04", serial=2), values={"height": 3}), "field"),
        (Edited(**at("2025-03-04", serial=2), values={"species": None}), "required"),
        (Edited(**at("2025-03-04", serial=3), values={"age": 200}), "serial"),
        (Edited(**at("2025-03-04", serial=2, effective=day("2025-03-05")), values={}), "future"),
        (Edited(**at("2025-03-04", serial=2, effective=day("2025-03-01")), values={}), "past"),
        (Corrected(**at("2025-03-04", serial=2), values={"age": 200}), "reason"),
        (moved("2025-03-04", "dead", 2), "reason"),
        (moved("2025-03-04", "found", 2), "move"),
        (moved("2025-03-04", "nowhere", 2), "move"),
        (moved("2025-03-04", "listed", 2, values={"grade": "一级"}), "document"),
        (moved("2025-03-04", "listed", 2), "required"),
        (moved("2025-03-04", "listed", 2, values={"age": None}), "requires"),
        (RowAdded(**at("2025-03-04", serial=2), rows="visits", row="1", values={}), "required"),
        (RowAdded(**at("2025-03-04", serial=2), rows="none", row="1", values={}), "rows"),
        (RowClosed(**at("2025-03-04", serial=2), rows="visits", row="9"), "row"),
        (Erased(**at("2025-03-04", serial=2), keys=("age",)), "personal"),
        (ExtensionDecided(**at("2025-03-04", serial=2), clock="listing", granted=True), "none"),
        (Paused(**at("2025-03-04", serial=2), clock="listing"), "reason"),
        (Resumed(**at("2025-03-04", serial=2), clock="listing"), "running"),
    ],
    ids=lambda x: x if isinstance(x, str) else type(x).__name__,
)
def test_what_is_wrong_is_refused_with_its_reason(event, code):
    assert code in _codes(event)


def test_a_guard_refuses_with_its_own_sentence():
    row = RowAdded(**at("2025-03-04", serial=2), rows="visits", row="1", values={"finding": "枯"})
    event = moved("2025-03-05", "dead", 3, reason="枯死")
    refusals = propose(trees(), _record(row), event, KEEPER, DAYS)
    assert [str(refusal) for refusal in refusals] == ["还有巡查没有办结"]
    with pytest.raises(RefusedError, match="巡查"):
        apply(trees(), _record(row), event, KEEPER, DAYS)


def test_a_locked_stage_takes_corrections_but_no_edits():
    gone = _record(moved("2025-03-05", "dead", 2, reason="枯死"))
    edit = Edited(**at("2025-03-06", serial=3), values={"age": 200})
    correction = Corrected(**at("2025-03-06", serial=3), values={"age": 200}, reason="抄错")
    assert _codes(edit, gone) == {"locked"}
    assert _codes(correction, gone) == set()


def test_an_extension_is_asked_in_time_once_and_within_what_is_allowed():
    street = Rights("街道丙", frozenset({Duty.STREET}))

    def ask(day, days=5, serial=2, reason="人手不足"):
        return ExtensionRequested(**at(day, serial=serial), clock="listing", days=days, reason=reason)

    assert _codes(ask("2025-03-14"), rights=street) == set()
    assert _codes(ask("2025-03-14", days=6), rights=street) == {"days"}
    assert _codes(ask("2025-03-14", reason=""), rights=street) == {"reason"}
    assert _codes(ask("2025-03-17"), rights=street) == {"late"}  # due that day, one must be left
    assert _codes(ask("2025-03-14")) == {"duty"}
    asked = _record(ask("2025-03-10", days=2))
    assert "open" in _codes(ask("2025-03-11", serial=3), asked, street)
    no = ExtensionDecided(**at("2025-03-11", serial=3), clock="listing", granted=False)
    assert _codes(no, asked) == {"reason"}


def test_who_has_no_duty_is_told_who_has():
    refusals = propose(trees(), None, created("2025-03-03"), NOBODY, DAYS)
    assert str(refusals[0]) == "您无权新建；可以新建的是：台账管理员"


@pytest.mark.parametrize("name", list_template_names())
def test_every_pair_of_stages_and_every_duty_is_as_the_table_says(name):
    """The whole transition table: every stage to every stage, for each duty."""
    declaration = load_template(name)
    for stage in (one.key for one in declaration.stages):
        since = day("2025-03-03")
        record = Record(declaration.id, "T1", since, {}, (Visit(stage, since),), serial=1)
        for to in declaration.stages:
            move = declaration.find_move(stage, to.key)
            event = Moved(
                record=record.id,
                serial=record.serial + 1,
                at=dt.datetime(2025, 6, 2, 9, tzinfo=dt.UTC),
                actor="甲",
                to=to.key,
            )
            found = codes(propose(declaration, record, event, ALL_RIGHTS, DAYS))
            assert ("move" in found) is (move is None)
            for duty in Duty if move else ():
                rights = Rights("甲", frozenset({duty}), restricted=True)
                found = codes(propose(declaration, record, event, rights, DAYS))
                assert ("duty" in found) is (duty not in move.who)
