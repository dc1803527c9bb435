"""Every accepted commitment of a plan as the JSON of a snapshot's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from duban_site.plans.models import Plan, State
from duban_site.snapshots.freezing import claims, words
from duban_site.snapshots.freezing.claims import plain

Json = dict[str, Any]
BATCH = 2000
"""Commitments read per batch; each batch takes nine queries."""
OWN = ("number", "order", "text", "start", "end", "type", "starred", "joint", "deadline", "note")
PLACE = {
    "part": ("topic__part__order", "topic__part__number", "topic__part__heading"),
    "topic": ("topic__order", "topic__number", "topic__heading", "topic__section"),
    "leader": ("leader", "leader__name", "leader__title"),
}
PLACE_NAMES = {
    "part": ("order", "number", "heading"),
    "topic": ("order", "number", "heading", "section"),
    "leader": ("id", "name", "title"),
}
NOT_JUDGED: Json = {"status": "no_data", "light": "", "sum": {"zh": "", "en": ""}}


def frozen(
    plan: Plan, month: int, as_of: dt.date, was: dict[int, tuple[str, str]]
) -> Iterator[Json]:
    """The rows in the report's order.

    `earlier_by_commitment` has (status, light) in the previous snapshot.
    """
    accepted = plan.commitments.filter(state=State.ACCEPTED).order_by("order", "number")
    keys = list(accepted.values_list("pk", flat=True))
    for at in range(0, len(keys), BATCH):
        yield from _batch(keys[at : at + BATCH], plan, month, as_of, was)


def _batch(
    keys: Sequence[int],
    plan: Plan,
    month: int,
    as_of: dt.date,
    was: dict[int, tuple[str, str]],
) -> Iterator[Json]:
    read, judged = claims.claims(keys, as_of), claims.judgements(keys, as_of)
    bodies, steps = words.bodies(keys), words.milestones(keys)
    said, replied = words.words(keys, month), words.replies(keys, as_of)
    files = words.evidence(keys, month)
    for key, own in _commitments(keys, plan):
        before = was.get(key)
        yield {
            "v": 1,
            "id": key,
            **own,
            "units": bodies[key],
            **_judged(read[key], judged[key]),
            "was": None if before is None else {"status": before[0], "light": before[1]},
            "milestones": steps[key],
            "words": said.get(key),
            "replies": replied[key],
            "evidence": files[key],
        }


def _commitments(keys: Sequence[int], plan: Plan) -> Iterator[tuple[int, Json]]:
    names = ("pk", *OWN, *(column for columns in PLACE.values() for column in columns))
    rows = plan.commitments.filter(pk__in=keys).order_by("order", "number")
    for values in rows.values_list(*names):
        row = dict(zip(names, values, strict=True))
        own: Json = {name: plain(row[name]) for name in OWN}
        for thing, columns in PLACE.items():
            told = zip(PLACE_NAMES[thing], columns, strict=True)
            own[thing] = {name: plain(row[column]) for name, column in told}
        if own["leader"]["id"] is None:
            own["leader"] = None
        yield row["pk"], own


def _judged(stated: list[Json], judged: list[tuple[int, Json]]) -> Json:
    """The commitment's assessment (slot 0), and each claim with its assessment."""
    by_slot = dict(judged)
    own = by_slot.get(0, NOT_JUDGED)
    found = []
    for claim in stated:
        of_claim = by_slot.get(claim["id"])
        if of_claim is None and own.get("claim") == claim["id"]:
            of_claim = own
        found.append({**claim, "assessment": of_claim})
    return {
        "status": own["status"],
        "light": own["light"],
        "assessment": own if judged else None,
        "claims": found,
    }
