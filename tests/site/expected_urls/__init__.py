"""The expected answers, one module a group of apps, and all of them together.

A module has `TABLE`, URL name → (answers to GET, answers to POST), and `things(plan, cast)`, URL
name → its arguments, of things made for the walk. An app that brings pages adds its module here.
"""

from __future__ import annotations

from cast_of_people import Cast

from duban_site.plans.models import Plan
from expected_urls import (
    api,
    appraisal,
    bulletins,
    core,
    identity,
    jobs,
    lists,
    observation,
    orders,
    public,
    registers,
    roster,
    snapshots,
    verification,
)

MODULES = (
    *(
        core,
        identity,
        snapshots,
        bulletins,
        orders,
        public,
        registers,
        api,
        verification,
        jobs,
        lists,
        observation,
        roster,
        appraisal,
    ),
)
TABLE = {name: answers for module in MODULES for name, answers in module.TABLE.items()}


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments, of every module."""
    found: dict[str, dict[str, object]] = {}
    for module in MODULES:
        found |= module.things(plan, cast)
    return found
