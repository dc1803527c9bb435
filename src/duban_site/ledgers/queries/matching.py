"""Which published policies a company meets, and why: condition by condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from duban.register import fold
from duban.register.policies import (
    Attribute,
    ConditionError,
    Kind,
    Outcome,
    Policy,
    Profile,
    ProfileError,
    Verdict,
    attributes,
    explain,
    policy_of,
)
from duban_site.errors import Refused
from duban_site.ledgers.history import histories
from duban_site.ledgers.models import Ledger, LedgerRecord

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Match:
    """A policy with the verdict on it and every condition's outcome; or why it cannot be read."""

    record: LedgerRecord
    policy: Policy | None
    verdict: Verdict | None
    outcomes: tuple[Outcome, ...] = ()
    fault: str = ""


def profile_of(asked: Mapping[str, Any]) -> Profile:
    """The company of a form. Raises Refused naming the attribute that cannot be read."""
    raw = {one.key: _raw(one, str(asked.get(f"p_{one.key}", "")).strip()) for one in attributes()}
    try:
        return Profile.of("", str(asked.get("company", "")).strip() or "—", raw)
    except ProfileError as error:
        raise Refused(str(error)) from error


def _raw(attribute: Attribute, text: str) -> Any:
    if not text:
        return None
    if attribute.kind is Kind.WORDS:
        return [word for word in text.replace("，", "、").replace(",", "、").split("、") if word]
    return text


def matches(
    ledger: Ledger, records: QuerySet[LedgerRecord], profile: Profile, as_of: dt.date
) -> list[Match]:
    """Every policy in force: those that are met first, then those without data, then the rest."""
    declaration, found = ledger.declaration, []
    published = records.filter(stage=PUBLISHED).order_by("pk")
    rows = {row.number: row for row in published}
    for events in histories(declaration, published.values("pk")):
        record = fold(declaration, events)
        if record is None:
            continue
        try:
            policy = policy_of(record)
        except ConditionError as error:
            found.append(Match(rows[record.id], None, None, fault=str(error)))
            continue
        if policy.in_force(as_of):
            found.append(Match(rows[record.id], policy, *explain(policy.rule, profile)))
    order = {Verdict.HIT: 0, Verdict.UNKNOWN: 1, Verdict.MISS: 2, None: 3}
    return sorted(found, key=lambda one: order[one.verdict])
