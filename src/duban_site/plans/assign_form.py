"""Parse the assign page's posted fields into assignments."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

from duban_site.accounts.queries import Directory
from duban_site.core.errors import RowErrors
from duban_site.core.model_forms import OPENED_FIELD, compute_version
from duban_site.plans.actions.assign_commitments import Assignment
from duban_site.plans.breakdown import AssignmentReader, find_following_leader
from duban_site.plans.models import Commitment, Responsibility
from duban_site.plans.queries import group_responsibilities

FIELD_NAMES = ("lead", "cooperating", "leader", "reporter", "deadline", "joint")


def _find_new_lead_leader(directory: Directory, commitment: Commitment, leads: str) -> str:
    """The new lead body's leader in charge, if no leader is assigned yet."""
    if commitment.leader_id is not None:
        return ""
    return find_following_leader(directory, leads, _join_names(group_responsibilities(commitment).leads))


def compute_row_version(commitment: Commitment) -> str:
    """The version of a row of the page: what its fields say as it is opened."""
    bodies = group_responsibilities(commitment)
    stored = {
        "lead": _join_names(bodies.leads),
        "cooperating": _join_names(bodies.cooperating),
        "leader": "" if commitment.leader is None else commitment.leader.name,
        "reporter": "" if commitment.reporter is None else commitment.reporter.username,
        "deadline": "" if commitment.deadline is None else commitment.deadline.isoformat(),
        "joint": "1" if commitment.joint else "",
    }
    return compute_version([stored[field_name] for field_name in FIELD_NAMES])


def _join_names(responsibilities: Iterable[Responsibility]) -> str:
    return "、".join(responsibility.body.name for responsibility in responsibilities)


def parse_assignments(
    form: QueryDict, commitments: Iterable[Commitment], directory: Directory, year: int
) -> list[Assignment]:
    """One assignment for each commitment whose fields were posted. Raises RowErrors.

    A row that somebody else changed since the page was opened is refused where it was edited here
    too, and stays as it is stored where it was not.
    """
    reader = AssignmentReader(directory, year)
    assignments = []
    for row_number, commitment in enumerate(commitments, 1):
        if f"lead-{commitment.pk}" not in form:
            continue
        cells = {field_name: form.get(f"{field_name}-{commitment.pk}", "").strip() for field_name in FIELD_NAMES}
        opened_version = form.get(f"{OPENED_FIELD}-{commitment.pk}", "")
        if opened_version and opened_version != compute_row_version(commitment):
            if opened_version != compute_version([*cells.values()]):
                message = _("您打开这一页之后，别人改过这一项；请核对后再保存一次。")
                reader.errors.append((row_number, "牵头单位", message))
            continue
        assignments.append(
            reader.read_assignment(
                row_number,
                commitment,
                leads=cells["lead"],
                cooperating=cells["cooperating"],
                leader=cells["leader"] or _find_new_lead_leader(directory, commitment, cells["lead"]),
                reporter=cells["reporter"],
                deadline=cells["deadline"],
                joint=bool(cells["joint"]),
            )
        )
    if reader.errors:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), reader.errors)
    return assignments
