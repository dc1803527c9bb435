"""Match a company with the published policies, with a reason for each condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from duban.registers import fold
from duban.registers.policies import (
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
from duban_site.core.errors import Refused
from duban_site.registers.history import histories
from duban_site.registers.models import Register, RegisterRecord

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Match:
    """A policy with its verdict and every condition's outcome, or the fault in its conditions."""

    record: RegisterRecord
    policy: Policy | None
    verdict: Verdict | None
    outcomes: tuple[Outcome, ...] = ()
    fault: str = ""


def profile_of(asked: Mapping[str, Any]) -> Profile:
    """Read the company of a form. Raises Refused naming the attribute that is invalid."""
    raw = {one.key: _raw(one, str(asked.get(f"p_{one.key}", "")).strip()) for one in attributes()}
    try:
        return Profile.of("", str(asked.get("company", "")).strip() or "—", raw)
    except ProfileError as error:
        raise Refused(str(error)) from error


def _raw(attribute: Attribute, text: str) -> Any:
    if not text:
        return None
    return words_of(text) if attribute.kind is Kind.WORDS else text


def words_of(text: str) -> list[str]:
    """Split words at 、 or commas."""
    return [word for word in text.replace("，", "、").replace(",", "、").split("、") if word]


def in_force(
    register: Register, records: QuerySet[RegisterRecord], as_of: dt.date
) -> tuple[list[tuple[RegisterRecord, Policy]], list[Match]]:
    """The policies in force, and those with invalid conditions."""
    declaration = register.declaration
    published = records.filter(stage=PUBLISHED).order_by("pk")
    rows = {row.number: row for row in published}
    found, faulty = list[tuple[RegisterRecord, Policy]](), list[Match]()
    for events in histories(declaration, published.values("pk")):
        record = fold(declaration, events)
        if record is None:
            continue
        try:
            policy = policy_of(record)
        except ConditionError as error:
            faulty.append(Match(rows[record.id], None, None, fault=str(error)))
            continue
        if policy.in_force(as_of):
            found.append((rows[record.id], policy))
    return found, faulty


def matches(
    register: Register, records: QuerySet[RegisterRecord], profile: Profile, as_of: dt.date
) -> list[Match]:
    """Every policy in force: those that are met first, then those without data, then the rest."""
    policies, found = in_force(register, records, as_of)
    found += [Match(row, policy, *explain(policy.rule, profile)) for row, policy in policies]
    order = {Verdict.HIT: 0, Verdict.UNKNOWN: 1, Verdict.MISS: 2, None: 3}
    return sorted(found, key=lambda one: order[one.verdict])
