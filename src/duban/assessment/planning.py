"""序时建议: the schedule that a commitment's own words ask for.

`6月底前完成主体工程，年底前投入使用` gives two milestones and the deadline 31 December; a quantity
without such words runs evenly, an indicator that is published once a year is judged at its end.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from duban.assessment import vocabulary
from duban.assessment.schedule import ScheduleKind, month_end
from duban.quantities import parse_numeral

_NUMERAL: Final = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_DAY: Final = re.compile(
    rf"""(?P<year>\d{{4}}年(?![底末内终])|\d{{4}}(?=年[底末内终])|今年|明年|本年)?
    (?: (?P<month>{_NUMERAL})月(?:份)?(?P<day>\d{{1,2}}日|上旬|中旬|下旬|底|末|初)?
      | (?:第)?(?P<quarter>[一二三四1-4])季度(?:末|底)?
      | (?P<half>上半年|下半年) | (?P<end>年底|年末|年内|年终|全年)
    )(?P<before>前|之前|以前|内)?""",
    re.VERBOSE,
)
_CLAUSE: Final = re.compile(r"[^，,；;。、]+(?:、[^，,；;。、]+)*")
_FIRST_TEN, _MIDDLE = 10, 20


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step that the text names with its day: what, and by when."""

    due: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class PlannedSchedule:
    """What the words require. `words` are those that name its days; empty for the default.

    `steps` are the milestones of a commitment without quantities, or of one whose text names
    several days; `kind` is the schedule of its quantities.
    """

    kind: ScheduleKind
    deadline: dt.date
    steps: tuple[PlannedStep, ...] = ()
    words: str = ""


def plan_schedule(
    text: str, year: int, indicators: Sequence[str] = (), *, measured: bool = True
) -> PlannedSchedule:
    """The schedule that a commitment's text asks for in its plan's `year`.

    `indicators` are the names of its quantities; `is_measured` says whether it has any that is
    followed by figures. Without one it is followed by milestones: those that the text names, else
    one at the end of the year.
    """
    found = tuple(_steps(text, year))
    last = max((step.due for step, _ in found), default=dt.date(year, 12, 31))
    words = "、".join(dict.fromkeys(said for _, said in found))
    steps = tuple(step for step, _ in found)
    if not measured:
        steps = steps or (PlannedStep(last, text.rstrip("。；;，")),)
        return PlannedSchedule(ScheduleKind.MILESTONES, last, steps, words)
    annual = bool(indicators) and all(vocabulary.annual_only(name) for name in indicators)
    kind = ScheduleKind.ANNUAL if annual else ScheduleKind.EVEN
    return PlannedSchedule(kind, last, steps if len(steps) > 1 else (), words)


def _steps(text: str, year: int) -> Iterator[tuple[PlannedStep, str]]:
    """Each clause that names a day within the year, with the words that name it."""
    seen: set[dt.date] = set()
    for clause in _CLAUSE.finditer(text):
        for match in _DAY.finditer(clause[0]):
            due = _day_of(match, year)
            if due is None or due in seen or not _is_limit(match):
                continue
            seen.add(due)
            what = (clause[0][: match.start()] + clause[0][match.end() :]).strip()
            yield PlannedStep(due, what or text.rstrip("。；;，")), match[0]


def _is_limit(match: re.Match[str]) -> bool:
    """Whether the words set a limit, and do not only say when something is measured."""
    if match["before"] or match["half"]:
        return True
    return match["end"] in ("年底", "年末", "年内") or bool(match["quarter"])


def _day_of(match: re.Match[str], year: int) -> dt.date | None:
    """The last day that the words allow; None where they speak of another year."""
    said = match["year"]
    if said == "明年" or (said and said[:4].isdigit() and int(said[:4]) != year):
        return None
    if match["quarter"]:
        quarter = "一二三四".find(match["quarter"]) + 1 or int(match["quarter"])
        return month_end(year, quarter * 3)
    if match["half"]:
        return month_end(year, 6 if match["half"] == "上半年" else 12)
    if match["end"]:
        return dt.date(year, 12, 31)
    return _day_in_month(year, match["month"], match["day"] or "")


def _day_in_month(year: int, month: str, day: str) -> dt.date | None:
    value = int(month) if month.isdigit() else parse_numeral(month)
    if value is None or not 1 <= value <= 12:
        return None
    end = month_end(year, int(value))
    if day.endswith("日"):
        number = int(day[:-1])
        return end.replace(day=number) if 1 <= number <= end.day else None
    early = {"初": 5, "上旬": _FIRST_TEN, "中旬": _MIDDLE}.get(day)
    return end if early is None else end.replace(day=early)
