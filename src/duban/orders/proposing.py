"""The rules that propose an order. Each uses only what was known on the day, and cites evidence.

    behind        a commitment is 欠进度 in the last two consecutive assessed months (the last
                  assessment of a month counts; an expectation, 力争, is never proposed)
    overdue       its newest assessment is 逾期未完成
    unreported    a body's newest month is not reported though the days of grace have passed
    late          a body's last two months were both reported late
    satisfaction  a register's measure is below its floor

There is at most one proposal a matter: of two rules the first in `RULE_PRIORITY` decides. Evidence
dated on or before the day on which the matter was last settled (its order closed, its proposal
declined) is ignored, so that a matter is not raised twice for the same reason.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from duban.orders.matters import Found, Rule, Standing
from duban.orders.reports import Reported, Satisfaction

ORDER = (Rule.OVERDUE, Rule.BEHIND, Rule.UNREPORTED, Rule.LATE, Rule.SATISFACTION)
BEHIND, OVERDUE = "behind", "overdue"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many consecutive months each rule needs."""

    behind: int = 2
    late: int = 2


DEFAULT = Limits()


def propose(
    as_of: dt.date,
    *,
    standings: Iterable[Standing] = (),
    reports: Iterable[Reported] = (),
    satisfaction: Iterable[Satisfaction] = (),
    open_matters: Collection[str] = (),
    settled: Mapping[str, dt.date] | None = None,
    limits: Limits = DEFAULT,
) -> list[Found]:
    """The proposals of the rules on `as_of`, at most one a matter, by rule and then by matter."""
    seen = _Seen(as_of, settled or {}, limits)
    found = [
        *seen.commitments(standings),
        *seen.reports(reports),
        *seen.satisfaction(satisfaction),
    ]
    first: dict[str, Found] = {}
    for one in sorted(found, key=lambda f: (ORDER.index(f.rule), f.matter)):
        if one.matter not in open_matters:
            first.setdefault(one.matter, one)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class _Seen:
    as_of: dt.date
    settled: Mapping[str, dt.date]
    limits: Limits

    def commitments(self, standings: Iterable[Standing]) -> Iterator[Found]:
        by_month: dict[tuple[int, int], dict[int, Standing]] = defaultdict(dict)
        for one in sorted(standings, key=lambda s: s.as_of):
            if one.as_of <= self.as_of:  # the last of a month replaces the earlier ones
                by_month[one.as_of.year, one.as_of.month][one.commitment] = one
        last = [by_month[month] for month in sorted(by_month)][-self.limits.behind :]
        for commitment in last[-1] if last else ():
            rows = [month[commitment] for month in last if commitment in month]
            yield from self._commitment(commitment, rows)

    def _commitment(self, commitment: int, rows: list[Standing]) -> Iterator[Found]:
        matter = f"commitment:{commitment}"
        since = self.settled.get(matter, dt.date.min)
        fresh = [row for row in rows if row.as_of > since and not row.expectation]
        if fresh and fresh[-1] is rows[-1] and fresh[-1].status == OVERDUE:
            yield self._found(Rule.OVERDUE, matter, fresh[-1:])
        if len(fresh) == self.limits.behind and all(row.status == BEHIND for row in fresh):
            yield self._found(Rule.BEHIND, matter, fresh)

    def reports(self, reports: Iterable[Reported]) -> Iterator[Found]:
        by_body: dict[int, list[Reported]] = defaultdict(list)
        for one in sorted(reports, key=lambda r: r.end):
            if one.end <= self.as_of:
                by_body[one.body].append(one)
        for body, rows in by_body.items():
            matter = f"reports:{body}"
            since = self.settled.get(matter, dt.date.min)
            due = [row for row in rows if row.late_after < self.as_of and row.late_after > since]
            if due and due[-1].missing(self.as_of):
                yield self._found(Rule.UNREPORTED, matter, due[-1:])
            run = due[-self.limits.late :]
            if len(run) == self.limits.late and all(self._late(row) for row in run):
                yield self._found(Rule.LATE, matter, run)

    def _late(self, row: Reported) -> bool:
        return row.late() and row.handed_in is not None and row.handed_in <= self.as_of

    def satisfaction(self, measures: Iterable[Satisfaction]) -> Iterator[Found]:
        newest: dict[tuple[str, int], Satisfaction] = {}
        for one in sorted(measures, key=lambda m: m.as_of):
            if one.as_of <= self.as_of:
                newest[one.register, one.body] = one
        for (register, body), one in newest.items():
            matter = f"satisfaction:{register}:{body}"
            if one.value < one.floor and one.as_of > self.settled.get(matter, dt.date.min):
                yield self._found(Rule.SATISFACTION, matter, [one])

    def _found(
        self, rule: Rule, matter: str, rows: list[Standing] | list[Reported] | list[Satisfaction]
    ) -> Found:
        return Found(rule, matter, self.as_of, tuple(row.evidence for row in rows))
