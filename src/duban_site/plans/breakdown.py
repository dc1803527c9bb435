"""A plan's 目标任务分解表: build its rows, and read the assignment of a row back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from duban.documents.breakdown_rows import JOINT, BreakdownRow
from duban_site.accounts.queries import Directory
from duban_site.core.amounts import show
from duban_site.people.models import Body, Leader, Person
from duban_site.plans import queries
from duban_site.plans.actions.assign import Assignment
from duban_site.plans.deadlines import deadline_of
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.plans.models.commitment import TYPES

TYPE_WORDS = {value: str(word) for value, word in TYPES}
STAR = "★"


@dataclass(frozen=True, slots=True)
class Told:
    """A commitment's progress as the table shows it; written out, never read back."""

    status: str = ""
    progress: str = ""
    problems: str = ""
    next_steps: str = ""


NOTHING = Told()


def rows(plan: Plan, told: Mapping[int, Told]) -> list[BreakdownRow]:
    """Every accepted commitment as a row of the table."""
    return [row(c, told.get(c.pk, NOTHING)) for c in queries.to_assign(plan)]


def row(commitment: Commitment, told: Told) -> BreakdownRow:
    """One commitment as a row."""
    who = queries.responsible(commitment)
    claims = list(commitment.claims.all())
    leads = "、".join(r.body.name for r in who.leads)
    deadline = commitment.deadline
    return BreakdownRow(
        id=commitment.number,
        part=commitment.topic.part.heading,
        topic=commitment.topic.heading,
        text=commitment.text,
        type=TYPE_WORDS[commitment.type],
        star=STAR if commitment.starred else "",
        indicators="；".join(claim.indicator for claim in claims),
        targets="；".join(_target(claim) for claim in claims),
        leader="" if commitment.leader is None else commitment.leader.name,
        lead=leads + JOINT if commitment.joint else leads,
        cooperating="、".join(r.body.name for r in who.cooperating),
        reporter="" if commitment.reporter is None else commitment.reporter.username,
        deadline="" if deadline is None else deadline.isoformat(),
        status=told.status,
        progress=told.progress,
        problems=told.problems,
        next_steps=told.next_steps,
        note=commitment.note,
    )


def _target(claim: Claim) -> str:
    return claim.number or show(claim.value, claim.unit)


def following_leader(known: Directory, leads: str, leads_now: str) -> str:
    """The name of the leader in charge of the first lead body, if that body is a new lead."""
    first = next(iter(known.bodies_named(leads.removesuffix(JOINT))[0]), None)
    now = next(iter(known.bodies_named(leads_now.removesuffix(JOINT))[0]), None)
    return "" if first is None or first == now or first.leader is None else first.leader.name


@dataclass
class Reader:
    """Reads names and dates of a table by the directory; collects every fault it meets."""

    directory: Directory
    year: int
    """The plan's year, which a deadline such as 6月底 belongs to."""
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    def assignment(
        self,
        row: int,
        commitment: Commitment,
        *,
        leads: str,
        cooperating: str,
        leader: str,
        reporter: str,
        deadline: str,
        joint: bool,
        extra: dict[str, object] | None = None,
    ) -> Assignment:
        """The assignment that a row states; faults go to `errors`, and then it must not be used."""
        lead_bodies = self._bodies(row, "牵头单位", leads)
        if len(lead_bodies) > 1 and not joint:
            self._fault(row, "牵头单位", _("有多个牵头单位。只保留一个，或标明“共同牵头”。"))
        others = self._bodies(row, "责任（协同）单位", cooperating)
        if others and not leads:
            self._fault(row, "牵头单位", _("有责任单位而没有牵头单位。"))
        if twice := {body.name for body in lead_bodies} & {body.name for body in others}:
            self._fault(row, "责任（协同）单位", _("%s 写了两次。") % "、".join(sorted(twice)))
        return Assignment(
            commitment,
            leads=lead_bodies,
            cooperating=others,
            leader=self._leader(row, leader),
            reporter=self._reporter(row, reporter, [*lead_bodies, *others]),
            deadline=self._date(row, deadline),
            joint=joint and len(lead_bodies) > 1,
            extra=extra or {},
        )

    def _fault(self, row: int, column: str, message: str) -> None:
        self.errors.append((row, column, message))

    def _bodies(self, row: int, column: str, text: str) -> list[Body]:
        found, unknown = self.directory.bodies_named(text)
        for name in unknown:
            self._fault(row, column, _("没有“%s”这个单位。请核对名称，或先新增单位。") % name)
        return list(dict.fromkeys(found))

    def _leader(self, row: int, name: str) -> Leader | None:
        if name and name not in self.directory.leaders:
            self._fault(row, "牵头领导", _("没有“%s”这位领导。请先新增。") % name)
        return self.directory.leaders.get(name)

    def _reporter(self, row: int, name: str, bodies: list[Body]) -> Person | None:
        person = self.directory.people.get(name)
        if name and person is None:
            self._fault(row, "填报人", _("没有“%s”这个账号。") % name)
        if person is not None and person.body_id not in {body.pk for body in bodies}:
            self._fault(row, "填报人", _("“%s”不在责任单位里。") % name)
        return person

    def _date(self, row: int, text: str) -> dt.date | None:
        if not text:
            return None
        try:
            return deadline_of(text, self.year)
        except ValueError as fault:
            self._fault(row, "完成时限", str(fault))
            return None
