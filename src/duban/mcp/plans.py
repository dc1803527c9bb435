"""What questions are answered from: the published plans' tables, texts, and their comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urljoin

Row = Mapping[str, Any]
CHINESE_BY_STATUS = {
    "completed": "已完成",
    "ahead": "超进度",
    "on_schedule": "达进度",
    "near": "基本达到",
    "behind": "欠进度",
    "overdue": "逾期未完成",
    "not_due": "未到评价节点",
    "no_data": "未报数据",
    "adjusted": "已调整",
}
CHINESE_BY_LIGHT = {"green": "绿", "yellow": "黄", "red": "红"}


@dataclass(frozen=True, eq=False)
class PublishedPlan:
    """One plan as published: `facts` and `tables` of `plan.json`, the report's `text`.

    `address` is the plan's page (`http…/云川市/2026/` or `file:///…`); a commitment's page lies
    below it. `page` is what a page's address ends with (`index.html` on a disk).
    """

    facts: Row
    tables: Mapping[str, Sequence[Row]]
    text: str = ""
    address: str = ""
    sha256: str = ""
    page: str = ""

    @property
    def key(self) -> str:
        """What it is called in questions: city and year."""
        return f"{self.facts['city']}{self.facts['year']}"

    @property
    def month(self) -> str:
        """The month to which it goes: 2026-09."""
        return f"{self.facts['year']}-{int(self.facts['month']):02d}"

    def url(self, number: str = "") -> str:
        """The address to cite: the plan's page, or a commitment's."""
        if not self.address:
            return ""
        relative_path = f"{quote(number)}/" if number else ""
        return urljoin(self.address, f"{relative_path}{self.page}" or "./")

    @cached_property
    def commitments(self) -> dict[str, Row]:
        """Number → commitment, in the report's order."""
        return {row["commitment"]: row for row in self.tables["commitments"]}

    @cached_property
    def _rows_by_table(self) -> dict[str, dict[str, list[Row]]]:
        rows_by_table: dict[str, dict[str, list[Row]]] = {}
        for table_name in ("claims", "figures", "standings", "changes", "milestones"):
            rows_by_number: dict[str, list[Row]] = defaultdict(list)
            for row in self.tables[table_name]:
                rows_by_number[row["commitment"]].append(row)
            rows_by_table[table_name] = rows_by_number
        return rows_by_table

    def get_commitment_rows(self, table: str, number: str) -> list[Row]:
        """The rows of a table that belong to a commitment."""
        return self._rows_by_table[table].get(number, [])


@dataclass(frozen=True, eq=False)
class Publication:
    """All that is published: the plans, newest first, and the rows of their comparison."""

    plans: tuple[PublishedPlan, ...]
    comparison: tuple[Row, ...] = ()
    comparison_url: str = ""

    @cached_property
    def plan_by_key(self) -> dict[str, PublishedPlan]:
        """Key → plan; of two alike the newer one."""
        return {plan.key: plan for plan in reversed(self.plans)}
