"""The words of an assessment: status, light, milestone, forecast."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """How a commitment stands on a date."""

    COMPLETED = "completed"
    AHEAD = "ahead"
    ON_SCHEDULE = "on_schedule"
    NEAR = "near"
    BEHIND = "behind"
    OVERDUE = "overdue"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    ADJUSTED = "adjusted"

    @property
    def chinese(self) -> str:
        """The word used in every page and document (已完成, 超进度 …)."""
        return CHINESE_BY_STATUS[self]

    @property
    def judged(self) -> bool:
        """Whether a figure was compared with a bound; other statuses have no light."""
        return self not in (Status.NOT_DUE, Status.NO_DATA, Status.ADJUSTED)


CHINESE_BY_STATUS = {
    Status.COMPLETED: "已完成",
    Status.AHEAD: "超进度",
    Status.ON_SCHEDULE: "达进度",
    Status.NEAR: "基本达到",
    Status.BEHIND: "欠进度",
    Status.OVERDUE: "逾期未完成",
    Status.NOT_DUE: "未到评价节点",
    Status.NO_DATA: "未报数据",
    Status.ADJUSTED: "已调整",
}


class Light(StrEnum):
    """绿黄红. Never shown as colour alone: a word goes with it."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def chinese(self) -> str:
        """绿灯, 黄灯 or 红灯."""
        return {"green": "绿灯", "yellow": "黄灯", "red": "红灯"}[self.value]


class Method(StrEnum):
    """The row of the table by which a target is judged (docs/explanation/assessment.md)."""

    AMOUNT = "amount"  # volumes, and levels that flow within the year
    STOCK = "stock"  # levels at a date
    RATE = "rate"  # growth and share: the latest cumulative figure against the bound itself
    POINTS = "points"  # change since the baseline, in percentage points
    REFERENCE = "reference"  # against another series: 同步, 高于全省平均
    ASSIGNED = "assigned"  # against a value from outside: 完成省下达目标
    COVERAGE = "coverage"  # 全覆盖: towards all of a whole
    BASELINE = "baseline"  # against last year: 只增不减, 保持稳定
    ZERO = "zero"  # 不发生: any event is a breach
    CLEARED = "cleared"  # 动态清零: nothing outstanding at the period's end
    MILESTONES = "milestones"  # qualitative and project commitments


class Figures(StrEnum):
    """How a claim's figures are to be read, where the default would mislead.

    `auto`: from the start of the year (累计); for a 下降 target see `fall`. `single`: a figure
    covers its own months only and is added up. `stock`: the figure is the stock that a volume adds
    to, so the baseline is taken off. `fall`: 3.2 means a fall of 3.2. `signed`: −3.2 means a fall.
    """

    AUTO = "auto"
    SINGLE = "single"
    STOCK = "stock"
    FALL = "fall"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step (形象进度) of a qualitative or project commitment.

    It counts as done from `done` on, and only with `evidence`: a meeting held or a plan issued is
    not progress, and a status changes only with a source.
    """

    name: str
    due: dt.date
    weight: Decimal = Decimal(1)
    done: dt.date | None = None
    evidence: str | None = None

    def accepted(self, as_of: dt.date) -> bool:
        """Whether it was done, with evidence, by that day."""
        return self.done is not None and self.done <= as_of and bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """口径调整: the target itself was changed or withdrawn; every page shows that from then on.

    From `date` on the target is `value`; None withdraws it, and the status is 已调整.
    """

    date: dt.date
    reason: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The year's end as the figures so far suggest.

    `low` to `high` holds four cases in five; `probability` is the chance of meeting the target.
    `estimates` are the sums behind `mid`, by name; `deviation` is the standard deviation used.
    """

    low: Decimal
    mid: Decimal
    high: Decimal
    probability: float
    deviation: Decimal
    estimates: tuple[tuple[str, Decimal], ...]
