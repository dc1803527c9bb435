"""Parse the assign page's posted fields into assignments."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

from duban_site.accounts.queries import Directory
from duban_site.core.errors import RowErrors
from duban_site.plans.actions.assign import Assignment
from duban_site.plans.breakdown import Reader, following_leader
from duban_site.plans.models import Commitment
from duban_site.plans.queries import responsible


def _following(known: Directory, commitment: Commitment, leads: str) -> str:
    """The new lead body's leader in charge, if no leader is assigned yet."""
    if commitment.leader_id is not None:
        return ""
    now = "、".join(r.body.name for r in responsible(commitment).leads)
    return following_leader(known, leads, now)


def posted(
    form: QueryDict, commitments: Iterable[Commitment], directory: Directory, year: int
) -> list[Assignment]:
    """One assignment for each commitment whose fields were posted. Raises RowErrors."""
    reader = Reader(directory, year)
    found = []
    for n, commitment in enumerate(commitments, 1):
        if f"lead-{commitment.pk}" not in form:
            continue

        def cell(name: str, key: int = commitment.pk) -> str:
            return form.get(f"{name}-{key}", "").strip()

        found.append(
            reader.assignment(
                n,
                commitment,
                leads=cell("lead"),
                cooperating=cell("cooperating"),
                leader=cell("leader") or _following(directory, commitment, cell("lead")),
                reporter=cell("reporter"),
                deadline=cell("deadline"),
                joint=bool(cell("joint")),
            )
        )
    if reader.errors:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), reader.errors)
    return found
