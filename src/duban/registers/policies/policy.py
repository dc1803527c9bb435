"""A policy for matching, read from its record in the register of policies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from duban.registers.policies.conditions import Rule, parse_rule
from duban.registers.record import Record

AUTOMATIC = "免申即享"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: its rule, how it is paid, and the period in which it is in force."""

    id: str
    name: str
    rule: Rule
    way: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def is_in_force(self, as_of: dt.date) -> bool:
        """Whether it is in force on a day."""
        begun = self.since is None or self.since <= as_of
        return begun and (self.until is None or as_of <= self.until)


def read_policy(record: Record) -> Policy:
    """The policy of a record of the register `policy`. Raises ConditionError."""
    values = record.values
    since, until = values.get("issued_on"), values.get("valid_until")
    return Policy(
        record.id,
        str(values.get("name") or ""),
        parse_rule(str(values.get("conditions") or "")),
        str(values.get("way") or ""),
        since if isinstance(since, dt.date) else None,
        until if isinstance(until, dt.date) else None,
    )
