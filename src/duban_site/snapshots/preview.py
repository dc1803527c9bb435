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
from duban_site.snapshots.public_view import Shown

Json = dict[str, Any]
LISTED = 60
"""Number of changed commitments that are listed; all are counted."""
KINDS = ("new", "gone", "text", "units", "targets", "status", "figures", "words", "evidence")
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
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
class Preview:
    """What publishing would change; `suspects` are (number, text) that may identify a person."""

    counts: dict[str, int]
    listed: list[Difference]
    changed: int
    same: int
    suspects: list[tuple[str, str]] = field(default_factory=list)


def preview(snapshot: Snapshot, last: Snapshot | None, shown: Shown) -> Preview:
    """Compare the public view of `snapshot` with that of `published_snapshot`."""
    old_shown = Shown()
    old: dict[int, Json] = {}
    if last is not None:
        old_shown = Shown(last.show_leaders, last.show_problems, last.show_replies)
        old = {row["id"]: row for row in _public(last, old_shown)}
    counts: Counter[str] = Counter()
    listed: list[Difference] = []
    suspects: list[tuple[str, str]] = []
    names = _names()
    changed = same = 0
    for row in _public(snapshot, shown):
        found = _difference(row, old.pop(row["id"], None))
        suspects += [(row["number"], what) for what in _personal(row, names)]
        if found is None:
            same += 1
            continue
        changed += 1
        counts.update(found.kinds)
        if len(listed) < LISTED:
            listed.append(found)
    for row in old.values():
        changed += 1
        counts["gone"] += 1
        if len(listed) < LISTED:
            listed.append(Difference(row["number"], row["text"], ["gone"], row["status"], ""))
    ordered = {kind: counts[kind] for kind in KINDS if counts[kind]}
    return Preview(ordered, listed, changed, same, suspects[:LISTED])


def _public(snapshot: Snapshot, shown: Shown) -> Iterator[Json]:
    rows = snapshot.rows.order_by("order", "number").values_list("data", flat=True)
    for data in rows.iterator(500):
        yield public_view.row(data, shown)


def _difference(row: Json, old: Json | None) -> Difference | None:
    if old is None:
        return Difference(row["number"], row["text"], ["new"], "", row["status"])
    kinds = [kind for kind, part in PARTS.items() if part(row) != part(old)]
    if not kinds:
        return None
    return Difference(row["number"], row["text"], kinds, old["status"], row["status"])


def _targets(row: Json) -> object:
    return [
        {k: v for k, v in claim.items() if k not in ("figures", "assessment")}
        for claim in row["claims"]
    ]


PARTS: dict[str, Any] = {
    "text": lambda row: (row["text"], row["deadline"], row["number"]),
    "units": lambda row: (row["units"], row["leader"]),
    "targets": _targets,
    "status": lambda row: (row["status"], row["light"]),
    "figures": lambda row: ([c["figures"] for c in row["claims"]], row["milestones"]),
    "words": lambda row: (row["words"], row["replies"]),
    "evidence": lambda row: row["evidence"],
}
"""Kind of difference → function that selects the compared part of a public row."""


def _names() -> re.Pattern[str] | None:
    """The names of everybody who has an account, and of the leaders."""
    people = [*Person.objects.values_list("name", flat=True)]
    people += Leader.objects.values_list("name", flat=True)
    known = {name for name in people if len(name) > 1}
    return re.compile("|".join(map(re.escape, sorted(known)))) if known else None


def _personal(row: Json, names: re.Pattern[str] | None) -> list[str]:
    """Names of people and personal numbers in the texts that bodies wrote."""
    words = row["words"] or {}
    texts = [str(words.get(n, "")) for n in ("progress", "problems", "next_steps")]
    texts += [file["name"] for file in row["evidence"]]
    texts += [reply["text"] for reply in row["replies"]]
    texts += [figure["source"] for claim in row["claims"] for figure in claim["figures"]]
    texts += [change["reason"] for claim in row["claims"] for change in claim["changes"]]
    texts += [step["text"] for step in row["milestones"]]
    text = "\n".join(texts)
    found = set(PERSONAL.findall(text))
    if names is not None:
        found |= set(names.findall(text))
    return sorted(found)
