"""A thousand motions through their year: every stage is passed, every limit met and missed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import pytest

from duban.registers import Attached, Created, Moved, apply, compute_figure_at, load_template
from duban.registers.clocks import ClockState, read_clock
from duban.registers.events import Edited, ExtensionDecided, ExtensionRequested
from duban.registers.folding import fold
from duban.registers.generating import ALL_RIGHTS
from registers.keeping import DAYS, ZONE

MOTION = load_template("motion")
COUNT, YEAR = 1000, 2025
SESSION, END = dt.date(YEAR, 1, 20), dt.date(YEAR, 12, 31)


class Motion:
    """One motion's events, each checked by the register's rules as it is written."""

    def __init__(self, n: int) -> None:
        self.n, self.day, self.events, self.record = n, SESSION, [], None
        kind = ("代表建议", "委员提案")[n % 2]
        values = {
            "number": f"{n:04d}", "kind": kind, "session": "十五届四次", "title": f"事项{n}",
            "field": "经济", "proposer": f"代表{n}", "text": "内容",
        }  # fmt: skip
        self.write(Created, values=values)

    def write(self, make, **more) -> None:
        at = dt.datetime.combine(self.day, dt.time(9), ZONE)
        serial = len(self.events) + 1
        event = make(record=f"M{self.n}", serial=serial, at=at, actor="甲", **more)
        self.record = apply(MOTION, self.record, event, ALL_RIGHTS, DAYS)
        self.events.append(event)

    def move(self, days: int, to: str, *documents: str, **values) -> None:
        self.day += dt.timedelta(days=days)
        for kind in documents:
            self.write(Attached, kind=kind, name=f"{kind}.pdf")
        self.write(Moved, to=to, values=values, reason="说明")

    def answer(self, days: int, grade: str, *, again: bool = False) -> None:
        letter = "再次答复函" if again else "答复函"
        open_ = {"openness": "主动公开" if self.n % 5 else "不公开"}
        if self.n % 5:
            open_["open_from"] = self.day + dt.timedelta(days=days)
        self.move(days, "answered", letter, grade=grade, letter=f"函{self.n}", answer="答复", **open_)

    def rate(self, days: int, word: str) -> None:
        self.day += dt.timedelta(days=days)
        self.write(Edited, values={"result": word, "attitude": "满意"})


def _one(n: int) -> Motion:
    """What becomes of the n-th: merged, refused, handed back, late, extended, dissatisfied …"""
    motion = Motion(n)
    if n % 50 == 0:
        motion.move(5, "merged")
        return motion
    if n % 50 == 1:
        motion.move(5, "refused")
        return motion
    motion.move(10, "assigned", lead_body=f"单位{n % 40}", way="主办")
    if n % 25 == 2:
        motion.move(5, "filed")
        motion.move(3, "assigned", lead_body="单位41")
    motion.move(20 if n % 20 == 3 else 4, "handling")
    if n % 30 == 4:
        motion.write(ExtensionRequested, clock="answering", days=60, reason="情况复杂")
        motion.write(ExtensionDecided, clock="answering", granted=True, reason="同意")
    motion.day += dt.timedelta(days=40)
    motion.move(0, "consulted", "面商记录", consulted_on=motion.day)
    motion.answer(80 if n % 30 in (4, 5) else 30, "ABC"[n % 3])
    if n % 5 and n % 7:
        motion.day += dt.timedelta(days=10)
        motion.write(Edited, values={"published_on": motion.day})
    motion.rate(10, "不满意" if n % 10 == 6 else "满意")
    if n % 10 == 6:
        motion.move(3, "second")
        motion.answer(45 if n % 20 == 6 else 20, "B", again=True)
        motion.rate(5, "基本满意")
    motion.move(2, "closed", "征询意见表")
    if motion.record.values["grade"] == "B":
        motion.move(5, "following")
        if n % 4:
            motion.day += dt.timedelta(days=40)
            motion.write(Edited, values={"kept_on": motion.day})
            motion.move(0, "closed", "跟踪答复函")
    return motion


@cache
def _all() -> tuple[Motion, ...]:
    return tuple(_one(n) for n in range(1, COUNT + 1))


def test_every_stage_is_passed_and_each_motion_ends_where_it_should() -> None:
    stages = Counter(m.record.stage for m in _all())
    passed = {e.to for m in _all() for e in m.events if isinstance(e, Moved)} | {"filed"}
    assert passed == {stage.key for stage in MOTION.stages}
    assert sum(stages.values()) == COUNT
    assert stages["merged"] == stages["refused"] == COUNT // 50
    assert set(stages) == {"merged", "refused", "closed", "following"}


@pytest.mark.parametrize("key", [clock.key for clock in MOTION.clocks])
def test_every_limit_is_met_by_some_and_missed_by_others(key: str) -> None:
    clock = next(c for c in MOTION.clocks if c.key == key)
    seen = Counter()
    for motion in _all():
        record = fold(MOTION, motion.events, END)
        seen[read_clock(MOTION, clock, record, END, DAYS).state] += 1
    assert seen[ClockState.MET]
    assert sum(seen.values()) > seen[ClockState.MET]


def test_the_extended_are_in_time_and_the_late_are_not() -> None:
    clock = next(c for c in MOTION.clocks if c.key == "answering")

    def met(motion: Motion) -> bool:
        record = fold(MOTION, motion.events, END)
        return read_clock(MOTION, clock, record, END, DAYS).state is ClockState.MET

    for motion in _all():
        if motion.n % 30 in (4, 5) and motion.record.stage in ("closed", "following"):
            assert met(motion) is (motion.n % 30 == 4), motion.n


def test_measures_are_a_plain_count() -> None:
    stories = [m.events for m in _all()]
    figures = {m.key: compute_figure_at(MOTION, m, stories, END, DAYS).value for m in MOTION.measures}
    alive = [m for m in _all() if m.record.stage not in ("merged", "refused")]
    assert figures["assigned"] == figures["answered"] == len(alive)
    second = [m for m in alive if any(getattr(e, "to", "") == "second" for e in m.events)]
    assert figures["again"] == len(second)
    assert figures["consulted"] == figures["satisfied"] == 100
    open_ = [m for m in alive if m.n % 5]
    published = [m for m in open_ if m.record.values.get("published_on")]
    share = 100 * len(published) / len(open_)
    assert abs(float(figures["published"]) - share) < 0.01
