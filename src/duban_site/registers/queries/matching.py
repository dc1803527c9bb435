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
    explain_rule,
    load_attributes,
    read_policy,
)
from duban_site.core.errors import Refused
from duban_site.core.notices import render_notice, render_with_place
from duban_site.registers.history import stream_histories
from duban_site.registers.models import Register, RegisterRecord

PUBLISHED_STAGE = "published"


@dataclass(frozen=True, slots=True)
class PolicyMatch:
    """A policy with its verdict and every condition's outcome, or the fault in its conditions."""

    record: RegisterRecord
    policy: Policy | None
    verdict: Verdict | None
    outcomes: tuple[Outcome, ...] = ()
    fault: str = ""


def read_profile(query: Mapping[str, Any]) -> Profile:
    """Read the company of a form. Raises Refused naming the attribute that is invalid."""
    raw_values = {
        attribute.key: _raw_value(attribute, str(query.get(f"p_{attribute.key}", "")).strip())
        for attribute in load_attributes()
    }
    try:
        return Profile.from_raw("", str(query.get("company", "")).strip() or "—", raw_values)
    except ProfileError as error:
        raise Refused(render_notice(error.notices[0])) from error


def _raw_value(attribute: Attribute, text: str) -> Any:
    if not text:
        return None
    return split_words(text) if attribute.kind is Kind.WORDS else text


def split_words(text: str) -> list[str]:
    """Split words at 、 or commas."""
    return [word for word in text.replace("，", "、").replace(",", "、").split("、") if word]


def list_policies_in_force(
    register: Register, records: QuerySet[RegisterRecord], as_of: dt.date
) -> tuple[list[tuple[RegisterRecord, Policy]], list[PolicyMatch]]:
    """The policies in force, and those with invalid conditions."""
    declaration = register.declaration
    published_records = records.filter(stage=PUBLISHED_STAGE).order_by("pk")
    row_by_number = {row.number: row for row in published_records}
    policies, unreadable = list[tuple[RegisterRecord, Policy]](), list[PolicyMatch]()
    for events in stream_histories(declaration, published_records.values("pk")):
        record = fold(declaration, events)
        if record is None:
            continue
        try:
            policy = read_policy(record)
        except ConditionError as error:
            unreadable.append(
                PolicyMatch(
                    row_by_number[record.id], None, None, fault="\n".join(map(render_with_place, error.notices))
                )
            )
            continue
        if policy.is_in_force(as_of):
            policies.append((row_by_number[record.id], policy))
    return policies, unreadable


def match_policies(
    register: Register, records: QuerySet[RegisterRecord], profile: Profile, as_of: dt.date
) -> list[PolicyMatch]:
    """Every policy in force: those that are met first, then those without data, then the rest."""
    policies, policy_matches = list_policies_in_force(register, records, as_of)
    policy_matches += [
        PolicyMatch(policy_record, policy, *explain_rule(policy.rule, profile)) for policy_record, policy in policies
    ]
    verdict_order = {Verdict.HIT: 0, Verdict.UNKNOWN: 1, Verdict.MISS: 2, None: 3}
    return sorted(policy_matches, key=lambda policy_match: verdict_order[policy_match.verdict])
