"""The preview before publishing a snapshot: changes for the public, and suspected personal data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from duban_site.people.models import Leader, Person
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.public_view import PublicationScope

Json = dict[str, Any]
MAX_LISTED = 60
"""Number of changed commitments that are listed; all are counted."""
DIFFERENCE_KINDS = ("new", "gone", "text", "units", "targets", "status", "figures", "words", "evidence")
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""A mobile number or a citizen's number."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One commitment whose public view would change."""

    number: str
    text: str
    kinds: list[str]
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class PublicationPreview:
    """What publishing would change; `suspects` are (number, text) that may identify a person."""

    counts: dict[str, int]
    listed: list[Difference]
    changed: int
    same: int
    suspects: list[tuple[str, str]] = field(default_factory=list)


def preview_publication(
    snapshot: Snapshot, published_snapshot: Snapshot | None, publication_scope: PublicationScope
) -> PublicationPreview:
    """Compare the public view of `snapshot` with that of `published_snapshot`."""
    old_scope = PublicationScope()
    old_row_by_id: dict[int, Json] = {}
    if published_snapshot is not None:
        old_scope = PublicationScope(
            published_snapshot.show_leaders, published_snapshot.show_problems, published_snapshot.show_replies
        )
        old_row_by_id = {row["id"]: row for row in _iterate_public_rows(published_snapshot, old_scope)}
    counts: Counter[str] = Counter()
    listed: list[Difference] = []
    suspects: list[tuple[str, str]] = []
    name_pattern = _build_name_pattern()
    changed_count = unchanged_count = 0
    for row in _iterate_public_rows(snapshot, publication_scope):
        difference = _compare_rows(row, old_row_by_id.pop(row["id"], None))
        suspects += [(row["number"], suspect_text) for suspect_text in _find_personal_data(row, name_pattern)]
        if difference is None:
            unchanged_count += 1
            continue
        changed_count += 1
        counts.update(difference.kinds)
        if len(listed) < MAX_LISTED:
            listed.append(difference)
    for row in old_row_by_id.values():
        changed_count += 1
        counts["gone"] += 1
        if len(listed) < MAX_LISTED:
            listed.append(Difference(row["number"], row["text"], ["gone"], row["status"], ""))
    ordered_counts = {kind: counts[kind] for kind in DIFFERENCE_KINDS if counts[kind]}
    return PublicationPreview(ordered_counts, listed, changed_count, unchanged_count, suspects[:MAX_LISTED])


def _iterate_public_rows(snapshot: Snapshot, publication_scope: PublicationScope) -> Iterator[Json]:
    rows = snapshot.rows.order_by("order", "number").values_list("data", flat=True)
    for row_data in rows.iterator(500):
        yield public_view.build_public_row(row_data, publication_scope)


def _compare_rows(row: Json, old_row: Json | None) -> Difference | None:
    if old_row is None:
        return Difference(row["number"], row["text"], ["new"], "", row["status"])
    kinds = [kind for kind, select_part in PART_BY_KIND.items() if select_part(row) != select_part(old_row)]
    if not kinds:
        return None
    return Difference(row["number"], row["text"], kinds, old_row["status"], row["status"])


def _select_targets(row: Json) -> object:
    return [
        {name: value for name, value in claim.items() if name not in ("figures", "assessment")}
        for claim in row["claims"]
    ]


PART_BY_KIND: dict[str, Any] = {
    "text": lambda row: (row["text"], row["deadline"], row["number"]),
    "units": lambda row: (row["units"], row["leader"]),
    "targets": _select_targets,
    "status": lambda row: (row["status"], row["light"]),
    "figures": lambda row: ([c["figures"] for c in row["claims"]], row["milestones"]),
    "words": lambda row: (row["words"], row["replies"]),
    "evidence": lambda row: row["evidence"],
}
"""Kind of difference → function that selects the compared part of a public row."""


def _build_name_pattern() -> re.Pattern[str] | None:
    """The names of everybody who has an account, and of the leaders."""
    all_names = [*Person.objects.values_list("name", flat=True)]
    all_names += Leader.objects.values_list("name", flat=True)
    long_names = {name for name in all_names if len(name) > 1}
    return re.compile("|".join(map(re.escape, sorted(long_names)))) if long_names else None


def _find_personal_data(row: Json, name_pattern: re.Pattern[str] | None) -> list[str]:
    """Names of people and personal numbers in the texts that bodies wrote."""
    statement = row["words"] or {}
    texts = [str(statement.get(field_name, "")) for field_name in ("progress", "problems", "next_steps")]
    texts += [file["name"] for file in row["evidence"]]
    texts += [reply["text"] for reply in row["replies"]]
    texts += [figure["source"] for claim in row["claims"] for figure in claim["figures"]]
    texts += [change["reason"] for claim in row["claims"] for change in claim["changes"]]
    texts += [milestone["text"] for milestone in row["milestones"]]
    joined_text = "\n".join(texts)
    suspects = set(PERSONAL_NUMBER.findall(joined_text))
    if name_pattern is not None:
        suspects |= set(name_pattern.findall(joined_text))
    return sorted(suspects)
