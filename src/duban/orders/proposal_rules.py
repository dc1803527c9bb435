"""The rules that propose an order. Each uses only what was known on the day, and cites evidence.

    behind        a commitment is 欠进度 by two consecutive figures (the last assessment of a
                  month counts, and months assessed by a figure of one period count once; without a
                  figure, as by milestones, each month does; an expectation, 力争, is never proposed)
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

from duban.orders.proposals import OrderProposal, Rule, Standing
from duban.orders.reports import MonthlyReport, Satisfaction

RULE_PRIORITY = (Rule.OVERDUE, Rule.BEHIND, Rule.UNREPORTED, Rule.LATE, Rule.SATISFACTION)
STATUS_BEHIND, STATUS_OVERDUE = "behind", "overdue"


@dataclass(frozen=True, slots=True)
class ProposalLimits:
    """How many consecutive months each rule needs."""

    behind: int = 2
    late: int = 2


DEFAULT_LIMITS = ProposalLimits()


def propose_orders(
    as_of: dt.date,
    *,
    standings: Iterable[Standing] = (),
    reports: Iterable[MonthlyReport] = (),
    satisfaction: Iterable[Satisfaction] = (),
    open_matters: Collection[str] = (),
    settled_on: Mapping[str, dt.date] | None = None,
    limits: ProposalLimits = DEFAULT_LIMITS,
) -> list[OrderProposal]:
    """The proposals of the rules on `as_of`, at most one a matter, by rule and then by matter."""
    inspector = _Inspector(as_of, settled_on or {}, limits)
    proposals = [*inspector.commitments(standings), *inspector.reports(reports), *inspector.satisfaction(satisfaction)]
    proposal_by_matter: dict[str, OrderProposal] = {}
    for proposal in sorted(proposals, key=lambda candidate: (RULE_PRIORITY.index(candidate.rule), candidate.matter)):
        if proposal.matter not in open_matters:
            proposal_by_matter.setdefault(proposal.matter, proposal)
    return list(proposal_by_matter.values())


@dataclass(frozen=True, slots=True)
class _Inspector:
    as_of: dt.date
    settled_on: Mapping[str, dt.date]
    limits: ProposalLimits

    def commitments(self, standings: Iterable[Standing]) -> Iterator[OrderProposal]:
        standings_by_month: dict[tuple[int, int], dict[int, Standing]] = defaultdict(dict)
        for standing in sorted(standings, key=lambda candidate: candidate.as_of):
            if standing.as_of <= self.as_of:  # the last of a month replaces the earlier ones
                standings_by_month[standing.as_of.year, standing.as_of.month][standing.commitment] = standing
        months = [standings_by_month[month] for month in sorted(standings_by_month)]
        for commitment in months[-1] if months else ():
            yield from self._inspect_commitment(commitment, self._group_latest_periods(commitment, months))

    def _group_latest_periods(self, commitment: int, months: list[dict[int, Standing]]) -> list[list[Standing]]:
        """The commitment's standings in consecutive months, by the period of their figure, as many as rules need."""
        groups: list[list[Standing]] = []
        for month in reversed(months):
            standing = month.get(commitment)
            if standing is None:
                break
            if groups and standing.period and groups[0][0].period == standing.period:
                groups[0].insert(0, standing)
            elif len(groups) < self.limits.behind:
                groups.insert(0, [standing])
            else:
                break
        return groups

    def _inspect_commitment(self, commitment: int, periods: list[list[Standing]]) -> Iterator[OrderProposal]:
        matter = f"commitment:{commitment}"
        settled_date = self.settled_on.get(matter, dt.date.min)
        newest = periods[-1][-1]
        if newest.as_of > settled_date and not newest.expectation and newest.status == STATUS_OVERDUE:
            yield self._propose(Rule.OVERDUE, matter, [newest])
        unsettled = [
            standings[-1]
            for standings in periods
            if standings[0].as_of > settled_date and not standings[-1].expectation
        ]
        if len(unsettled) == self.limits.behind and all(standing.status == STATUS_BEHIND for standing in unsettled):
            yield self._propose(Rule.BEHIND, matter, unsettled)

    def reports(self, reports: Iterable[MonthlyReport]) -> Iterator[OrderProposal]:
        reports_by_body: dict[int, list[MonthlyReport]] = defaultdict(list)
        for report in sorted(reports, key=lambda candidate: candidate.end):
            if report.end <= self.as_of:
                reports_by_body[report.body].append(report)
        for body, body_reports in reports_by_body.items():
            matter = f"reports:{body}"
            settled_date = self.settled_on.get(matter, dt.date.min)
            due_reports = [
                body_report
                for body_report in body_reports
                if body_report.late_after < self.as_of and body_report.late_after > settled_date
            ]
            if due_reports and due_reports[-1].missing(self.as_of):
                yield self._propose(Rule.UNREPORTED, matter, due_reports[-1:])
            latest_reports = due_reports[-self.limits.late :]
            if len(latest_reports) == self.limits.late and all(
                self._is_late(body_report) for body_report in latest_reports
            ):
                yield self._propose(Rule.LATE, matter, latest_reports)

    def _is_late(self, report: MonthlyReport) -> bool:
        return report.late() and report.handed_in is not None and report.handed_in <= self.as_of

    def satisfaction(self, measures: Iterable[Satisfaction]) -> Iterator[OrderProposal]:
        newest_by_body: dict[tuple[str, int], Satisfaction] = {}
        for measure in sorted(measures, key=lambda candidate: candidate.as_of):
            if measure.as_of <= self.as_of:
                newest_by_body[measure.register, measure.body] = measure
        for (register, body), measure in newest_by_body.items():
            matter = f"satisfaction:{register}:{body}"
            if measure.value < measure.floor and measure.as_of > self.settled_on.get(matter, dt.date.min):
                yield self._propose(Rule.SATISFACTION, matter, [measure])

    def _propose(
        self, rule: Rule, matter: str, grounds: list[Standing] | list[MonthlyReport] | list[Satisfaction]
    ) -> OrderProposal:
        return OrderProposal(rule, matter, self.as_of, tuple(ground.evidence for ground in grounds))
