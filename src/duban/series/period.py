"""The time that a figure speaks of, as statisticians write it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

PERIOD_FORMS = "2025, 2025-Q1, 2025-H1, 2025-05, 2025-01..05, 2025-06-30"

_MonthParser = Callable[[re.Match[str]], tuple[int, int, int | None]]
_PATTERNS: tuple[tuple[re.Pattern[str], _MonthParser], ...] = (
    (re.compile(r"(\d{4})"), lambda _: (1, 12, None)),
    (re.compile(r"(\d{4})-?[Qq]([1-4])"), lambda m: (int(m[2]) * 3 - 2, int(m[2]) * 3, None)),
    (re.compile(r"(\d{4})-?[Hh]([12])"), lambda m: (int(m[2]) * 6 - 5, int(m[2]) * 6, None)),
    (re.compile(r"(\d{4})-(\d{1,2})"), lambda m: (int(m[2]), int(m[2]), None)),
    (re.compile(r"(\d{4})-(\d{1,2})\.\.(\d{1,2})"), lambda m: (int(m[2]), int(m[3]), None)),
    (re.compile(r"(\d{4})-(\d{1,2})\.\.\1-(\d{1,2})"), lambda m: (int(m[2]), int(m[3]), None)),
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), lambda m: (int(m[2]), int(m[2]), int(m[3]))),
    # As bulletins write it: 2025年1—5月, 2025年上半年, 2025年前三季度, 2025年5月, 2025年6月30日.
    (re.compile(r"(\d{4})年(?:全年|度)?"), lambda _: (1, 12, None)),
    (re.compile(r"(\d{4})年(?:第?([一二三四])|前([二三]))季度"), lambda m: _quarter_months(m[2], m[3])),
    (re.compile(r"(\d{4})年上半年"), lambda _: (1, 6, None)),
    (re.compile(r"(\d{4})年下半年"), lambda _: (7, 12, None)),
    (re.compile(r"(\d{4})年(\d{1,2})月[底末]?"), lambda m: (int(m[2]), int(m[2]), None)),
    (re.compile(r"(\d{4})年(\d{1,2})月?[-—–~至到](\d{1,2})月"), lambda m: (int(m[2]), int(m[3]), None)),
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"), lambda m: (int(m[2]), int(m[2]), int(m[3]))),
)


def _quarter_months(single_quarter: str | None, final_quarter: str | None) -> tuple[int, int, int | None]:
    last_month = "一二三四".index(single_quarter or final_quarter or "") * 3 + 3
    return (1 if final_quarter else last_month - 2), last_month, None


class PeriodError(ValueError):
    """A period that cannot be read; the message says which forms can."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The months `first` to `last` of a year, or one day.

    Periods order by their end, and at the same end the longer one comes last: the cumulative
    figure is the better witness. `end` is the last day spoken of.
    """

    end: dt.date = field(init=False)
    span: int = field(init=False, repr=False)
    year: int
    first: int = 1
    last: int = 12
    day: int | None = None

    def __post_init__(self) -> None:
        if not (1 <= self.first <= self.last <= 12 and 1 <= self.year <= 9999):
            message = f"no such period: year {self.year}, months {self.first} to {self.last}"
            raise PeriodError(message)
        month_length = calendar.monthrange(self.year, self.last)[1]
        if self.day is not None and not 1 <= self.day <= month_length:
            message = f"{self.year}-{self.last:02d} has no day {self.day}"
            raise PeriodError(message)
        object.__setattr__(self, "end", dt.date(self.year, self.last, self.day or month_length))
        object.__setattr__(self, "span", 0 if self.day else self.last - self.first + 1)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read one of `2025`, `2025-Q1`, `2025-H1`, `2025-05`, `2025-01..05`, `2025-06-30`.

        The same in Chinese is read too: 2025年1—5月, 2025年前三季度.

        Raises PeriodError, which names the legal forms.
        """
        stripped = text.strip()
        for pattern, parse_months in _PATTERNS:
            if match := pattern.fullmatch(stripped):
                first_month, last_month, day = parse_months(match)
                return cls(int(match[1]), first_month, last_month, day)
        message = f"{text!r} is not a period; write one of {PERIOD_FORMS}"
        raise PeriodError(message)

    @property
    def is_cumulative(self) -> bool:
        """Whether it runs from the start of the year (1–2月 does, 二季度 alone does not)."""
        return self.day is None and self.first == 1

    @property
    def is_full_year(self) -> bool:
        """Whether it is the whole year."""
        return self.day is None and self.span == 12

    @property
    def is_january_alone(self) -> bool:
        """Whether it is January alone, which monthly statistics never publish (1–2月 together)."""
        return self.day is None and self.last == 1

    @property
    def months(self) -> int:
        """Whole months of the year gone by at its end: the m of m/12."""
        return self.last if self.ends_at_month_end else self.last - 1

    @property
    def ends_at_month_end(self) -> bool:
        """Whether it ends on the last day of a month."""
        return self.day is None or self.day == calendar.monthrange(self.year, self.last)[1]

    def __str__(self) -> str:
        if self.day is not None:
            return self.end.isoformat()
        if self.span == 12:
            return f"{self.year}"
        if self.span == 6 and self.first in (1, 7):
            return f"{self.year}-H{self.last // 6}"
        if self.span == 3 and self.last % 3 == 0:
            return f"{self.year}-Q{self.last // 3}"
        if self.span == 1:
            return f"{self.year}-{self.last:02d}"
        return f"{self.year}-{self.first:02d}..{self.last:02d}"

    def chinese(self, *, cumulative: bool = False) -> str:
        """As a bulletin writes it: `2025年1—5月`, `2025年一季度`, `截至2025年6月30日`.

        `cumulative` reads the label as running from January, as most series are published
        (`2025-Q3` is then 前三季度).
        """
        if self.day is not None:
            return f"截至{self.year}年{self.last}月{self.day}日"
        first = 1 if cumulative else self.first
        return f"{self.year}年{_CHINESE.get((first, self.last), _format_months(first, self.last))}"


_CHINESE = {
    (1, 12): "",
    (1, 3): "一季度",
    (4, 6): "二季度",
    (7, 9): "三季度",
    (10, 12): "四季度",
    (1, 6): "上半年",
    (7, 12): "下半年",
    (1, 9): "前三季度",
}


def _format_months(first_month: int, last_month: int) -> str:
    return f"{last_month}月" if first_month == last_month else f"{first_month}—{last_month}月"
