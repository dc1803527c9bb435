"""Registers of the sample city: invented records, labelled so, bound to some of its targets."""

from __future__ import annotations

import datetime as dt

from duban.register import template_text
from duban.register.generating import histories
from duban_site.demo.sample import DEMO
from duban_site.demo.simulating import MONTHS
from duban_site.ledgers.actions.bind import bind
from duban_site.ledgers.actions.declare import declare
from duban_site.ledgers.days import days
from duban_site.ledgers.queries.bindings import bindings_of
from duban_site.ledgers.seeding import seed_records
from duban_site.plans.models import Plan

REGISTERS = {"project": 60, "hotline": 120, "investment": 50, "road": 50, "livelihood": 10}
"""Template → how many records."""
BOUND = 8


def registers(plan: Plan) -> int:
    """Five registers with a year's records so far; how many records.

    The likeliest suggestions are bound; nothing is fed, so that the plan's simulated figures stand
    until an officer writes a month's.
    """
    start, end = dt.date(plan.year, 1, 2), dt.date(plan.year, MONTHS, 28)
    count = 0
    for name, records in REGISTERS.items():
        ledger = declare(DEMO, template_text(name), template=name, simulated=True)
        made = histories(ledger.declaration, records, plan.year, start, end, days())
        count += seed_records(ledger, made)
    rows = [row for row in bindings_of(plan) if row.suggested]
    for row in rows[:BOUND]:
        bind(DEMO, row.claim, row.suggested[0])
    return count
