"""A plan's 目标任务分解表: build its rows, and read the assignment of a row back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from duban.documents.breakdown_rows import JOINT_LEAD_SUFFIX, BreakdownRow
from duban_site.accounts.queries import Directory
from duban_site.core.amounts import format_amount
from duban_site.people.models import Body, Leader, Person
from duban_site.plans import queries
from duban_site.plans.actions.assign_commitments import Assignment
from duban_site.plans.deadlines import parse_deadline
from duban_site.plans.models import Claim, Commitment, Plan
from duban_site.plans.models.commitment import TYPES

TYPE_WORDS = {value: str(word) for value, word in TYPES}
STAR = "★"
BOUND_WORDS = {"approx": "左右", "ge": "以上", "gt": "以上", "le": "以内", "lt": "以下"}


@dataclass(frozen=True, slots=True)
class CommitmentProgress:
    """A commitment's progress as the table shows it; written out, never read back."""

    status: str = ""
    progress: str = ""
    problems: str = ""
    next_steps: str = ""


NO_PROGRESS = CommitmentProgress()


def build_rows(plan: Plan, progress_by_commitment: Mapping[int, CommitmentProgress]) -> list[BreakdownRow]:
    """Every accepted commitment as a row of the table."""
    return [
        build_row(commitment, progress_by_commitment.get(commitment.pk, NO_PROGRESS))
        for commitment in queries.list_assignable(plan)
    ]


def build_row(commitment: Commitment, progress: CommitmentProgress) -> BreakdownRow:
    """One commitment as a row."""
    responsible_bodies = queries.group_responsibilities(commitment)
    claims = list(commitment.claims.all())
    leads = "、".join(responsibility.body.name for responsibility in responsible_bodies.leads)
    deadline = commitment.deadline
    return BreakdownRow(
        id=commitment.number,
        part=commitment.topic.part.heading,
        topic=commitment.topic.heading,
        text=commitment.text,
        type=TYPE_WORDS[commitment.type],
        star=STAR if commitment.starred else "",
        indicators="；".join(claim.indicator for claim in claims),
        targets="；".join(format_target(claim) for claim in claims),
        leader="" if commitment.leader is None else commitment.leader.name,
        lead=leads + JOINT_LEAD_SUFFIX if commitment.joint else leads,
        cooperating="、".join(responsibility.body.name for responsibility in responsible_bodies.cooperating),
        reporter="" if commitment.reporter is None else commitment.reporter.username,
        deadline="" if deadline is None else deadline.isoformat(),
        status=progress.status,
        progress=progress.progress,
        problems=progress.problems,
        next_steps=progress.next_steps,
        note=commitment.note,
    )


def format_target(claim: Claim) -> str:
    """The target with its bound, as reports write it: 5%左右, 120公里以上."""
    text = claim.number or format_amount(claim.value, claim.unit)
    bound = BOUND_WORDS.get(claim.comparator, "")
    return text if bound in text else f"{text}{bound}"


def find_following_leader(directory: Directory, leads: str, current_leads: str) -> str:
    """The name of the leader in charge of the first lead body, if that body is a new lead."""
    first_lead = next(iter(directory.find_bodies(leads.removesuffix(JOINT_LEAD_SUFFIX))[0]), None)
    current_first_lead = next(iter(directory.find_bodies(current_leads.removesuffix(JOINT_LEAD_SUFFIX))[0]), None)
    return (
        ""
        if first_lead is None or first_lead == current_first_lead or first_lead.leader is None
        else first_lead.leader.name
    )


@dataclass
class AssignmentReader:
    """Reads names and dates of a table by the directory; collects every fault it meets."""

    directory: Directory
    year: int
    """The plan's year, which a deadline such as 6月底 belongs to."""
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    def read_assignment(
        self,
        row_number: int,
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
        lead_bodies = self._find_bodies(row_number, "牵头单位", leads)
        if len(lead_bodies) > 1 and not joint:
            self._add_fault(row_number, "牵头单位", _("有多个牵头单位。只保留一个，或标明“共同牵头”。"))
        cooperating_bodies = self._find_bodies(row_number, "责任（协同）单位", cooperating)
        if cooperating_bodies and not leads:
            self._add_fault(row_number, "牵头单位", _("有责任单位而没有牵头单位。"))
        if repeated_names := {body.name for body in lead_bodies} & {body.name for body in cooperating_bodies}:
            self._add_fault(row_number, "责任（协同）单位", _("%s 写了两次。") % "、".join(sorted(repeated_names)))
        return Assignment(
            commitment,
            leads=lead_bodies,
            cooperating=cooperating_bodies,
            leader=self._find_leader(row_number, leader),
            reporter=self._find_reporter(row_number, reporter, [*lead_bodies, *cooperating_bodies]),
            deadline=self._parse_deadline(row_number, deadline),
            joint=joint and len(lead_bodies) > 1,
            extra=extra or {},
        )

    def _add_fault(self, row_number: int, column: str, message: str) -> None:
        self.errors.append((row_number, column, message))

    def _find_bodies(self, row_number: int, column: str, text: str) -> list[Body]:
        bodies, unknown_names = self.directory.find_bodies(text)
        for body_name in unknown_names:
            self._add_fault(row_number, column, _("没有“%s”这个单位。请核对名称，或先新增单位。") % body_name)
        return list(dict.fromkeys(bodies))

    def _find_leader(self, row_number: int, leader_name: str) -> Leader | None:
        if leader_name and leader_name not in self.directory.leaders:
            self._add_fault(row_number, "牵头领导", _("没有“%s”这位领导。请先新增。") % leader_name)
        return self.directory.leaders.get(leader_name)

    def _find_reporter(self, row_number: int, username: str, bodies: list[Body]) -> Person | None:
        person = self.directory.people.get(username)
        if username and person is None:
            self._add_fault(row_number, "填报人", _("没有“%s”这个账号。") % username)
        if person is not None and person.body_id not in {body.pk for body in bodies}:
            self._add_fault(row_number, "填报人", _("“%s”不在责任单位里。") % username)
        return person

    def _parse_deadline(self, row_number: int, text: str) -> dt.date | None:
        if not text:
            return None
        try:
            return parse_deadline(text, self.year)
        except ValueError as fault:
            self._add_fault(row_number, "完成时限", str(fault))
            return None
