"""The published plan that open data is built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stood in one published month."""

    number: str
    month: int
    as_of: str
    status: str
    light: str


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """The public view of a plan: its header, its rows, how each stood in every published month.

    `header` and `rows` hold numbers and days as text, `text` is the report's. `address` is the
    plan's page and `data` the folder of its files (absolute, or both empty), `publisher` who
    answers for it and `contact` how to reach them (a mail or web address), `sha256` the seal of
    the snapshot, `published` the day on which it was published.
    """

    header: Json
    rows: Sequence[Json]
    standings: Sequence[Standing] = field(default=())
    address: str = ""
    publisher: str = ""
    sha256: str = ""
    published_on: str = ""
    report_text: str = ""
    data_address: str = ""
    contact: str = ""

    @property
    def plan(self) -> Json:
        """The plan's own facts: city, year, title, whether its figures are simulated."""
        plan: Json = self.header["plan"]
        return plan

    @property
    def name(self) -> str:
        """A short name for files and packages: duban-<year>-<plan's key>."""
        return f"duban-{self.plan['year']}-{self.plan['id']}"

    @property
    def title(self) -> str:
        """The title of the dataset."""
        return f"{self.plan['city']}{self.plan['year']}年政府工作报告目标任务进展"
