"""Parse the assign page's posted fields into assignments."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

from duban_site.accounts.queries import Directory
from duban_site.core.errors import RowErrors
from duban_site.plans.actions.assign_commitments import Assignment
from duban_site.plans.breakdown import AssignmentReader, find_following_leader
from duban_site.plans.models import Commitment
from duban_site.plans.queries import group_responsibilities


def _find_new_lead_leader(directory: Directory, commitment: Commitment, leads: str) -> str:
    """The new lead body's leader in charge, if no leader is assigned yet."""
    if commitment.leader_id is not None:
        return ""
    current_leads = "、".join(responsibility.body.name for responsibility in group_responsibilities(commitment).leads)
    return find_following_leader(directory, leads, current_leads)


def parse_assignments(
    form: QueryDict, commitments: Iterable[Commitment], directory: Directory, year: int
) -> list[Assignment]:
    """One assignment for each commitment whose fields were posted. Raises RowErrors."""
    reader = AssignmentReader(directory, year)
    assignments = []
    for row_number, commitment in enumerate(commitments, 1):
        if f"lead-{commitment.pk}" not in form:
            continue

        def read_cell(field_name: str, commitment_id: int = commitment.pk) -> str:
            return form.get(f"{field_name}-{commitment_id}", "").strip()

        assignments.append(
            reader.read_assignment(
                row_number,
                commitment,
                leads=read_cell("lead"),
                cooperating=read_cell("cooperating"),
                leader=read_cell("leader") or _find_new_lead_leader(directory, commitment, read_cell("lead")),
                reporter=read_cell("reporter"),
                deadline=read_cell("deadline"),
                joint=bool(read_cell("joint")),
            )
        )
    if reader.errors:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), reader.errors)
    return assignments
