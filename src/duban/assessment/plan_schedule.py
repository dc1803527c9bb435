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
from duban.assessment.schedule import ScheduleKind, find_month_end
from duban.quantities import parse_numeral

_NUMERAL_PATTERN: Final = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_DATE_PATTERN: Final = re.compile(
    rf"""(?P<year>\d{{4}}年(?![底末内终])|\d{{4}}(?=年[底末内终])|今年|明年|本年)?
    (?: (?P<month>{_NUMERAL_PATTERN})月(?:份)?(?P<day>\d{{1,2}}日|上旬|中旬|下旬|底|末|初)?
      | (?:第)?(?P<quarter>[一二三四1-4])季度(?:末|底)?
      | (?P<half>上半年|下半年) | (?P<end>年底|年末|年内|年终|全年)
    )(?P<before>前|之前|以前|内)?""",
    re.VERBOSE,
)
_CLAUSE_PATTERN: Final = re.compile(r"[^，,；;。、]+(?:、[^，,；;。、]+)*")
_FIRST_TEN_DAYS_END, _MIDDLE_TEN_DAYS_END = 10, 20


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
    date_words: str = ""


def plan_schedule(text: str, year: int, indicators: Sequence[str] = (), *, is_measured: bool = True) -> PlannedSchedule:
    """The schedule that a commitment's text asks for in its plan's `year`.

    `indicators` are the names of its quantities; `is_measured` says whether it has any that is
    followed by figures. Without one it is followed by milestones: those that the text names, else
    one at the end of the year.
    """
    dated_steps = tuple(_find_steps(text, year))
    latest_due = max((step.due for step, _ in dated_steps), default=dt.date(year, 12, 31))
    date_words = "、".join(dict.fromkeys(phrase for _, phrase in dated_steps))
    steps = tuple(step for step, _ in dated_steps)
    if not is_measured:
        steps = steps or (PlannedStep(latest_due, text.rstrip("。；;，")),)
        return PlannedSchedule(ScheduleKind.MILESTONES, latest_due, steps, date_words)
    is_annual = bool(indicators) and all(vocabulary.is_annual_only(indicator) for indicator in indicators)
    kind = ScheduleKind.ANNUAL if is_annual else ScheduleKind.EVEN
    return PlannedSchedule(kind, latest_due, steps if len(steps) > 1 else (), date_words)


def _find_steps(text: str, year: int) -> Iterator[tuple[PlannedStep, str]]:
    """Each clause that names a day within the year, with the words that name it."""
    due_dates: set[dt.date] = set()
    for clause in _CLAUSE_PATTERN.finditer(text):
        for match in _DATE_PATTERN.finditer(clause[0]):
            due = _find_due_date(match, year)
            if due is None or due in due_dates or not _is_deadline(match):
                continue
            due_dates.add(due)
            step_text = (clause[0][: match.start()] + clause[0][match.end() :]).strip()
            yield PlannedStep(due, step_text or text.rstrip("。；;，")), match[0]


def _is_deadline(match: re.Match[str]) -> bool:
    """Whether the words set a limit, and do not only say when something is measured."""
    if match["before"] or match["half"]:
        return True
    return match["end"] in ("年底", "年末", "年内") or bool(match["quarter"])


def _find_due_date(match: re.Match[str], year: int) -> dt.date | None:
    """The last day that the words allow; None where they speak of another year."""
    year_word = match["year"]
    if year_word == "明年" or (year_word and year_word[:4].isdigit() and int(year_word[:4]) != year):
        return None
    if match["quarter"]:
        quarter = "一二三四".find(match["quarter"]) + 1 or int(match["quarter"])
        return find_month_end(year, quarter * 3)
    if match["half"]:
        return find_month_end(year, 6 if match["half"] == "上半年" else 12)
    if match["end"]:
        return dt.date(year, 12, 31)
    return _find_day_in_month(year, match["month"], match["day"] or "")


def _find_day_in_month(year: int, month: str, day: str) -> dt.date | None:
    month_number = int(month) if month.isdigit() else parse_numeral(month)
    if month_number is None or not 1 <= month_number <= 12:
        return None
    last_day = find_month_end(year, int(month_number))
    if day.endswith("日"):
        day_number = int(day[:-1])
        return last_day.replace(day=day_number) if 1 <= day_number <= last_day.day else None
    last_day_number = {"初": 5, "上旬": _FIRST_TEN_DAYS_END, "中旬": _MIDDLE_TEN_DAYS_END}.get(day)
    return last_day if last_day_number is None else last_day.replace(day=last_day_number)
