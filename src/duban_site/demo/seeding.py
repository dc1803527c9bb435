"""Seeding: all of it in one transaction, into an empty database only."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import transaction

from duban_site.bulletins.actions.issue import issue
from duban_site.bulletins.actions.write_bulletin import write_bulletin
from duban_site.demo import people, sample
from duban_site.demo.facts import kunming_plan
from duban_site.demo.orders import Supervision
from duban_site.demo.registers import feed_month, registers
from duban_site.demo.simulating import MONTHS
from duban_site.demo.typed import typed
from duban_site.demo.words import words
from duban_site.people.models import Person, Role
from duban_site.plans.models import Commitment, Plan
from duban_site.reporting.assessing_soon import assessing_paused
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

KEPT = "demo-accounts.json"
ISSUED = (10, 20)
"""Month and day of the last bulletin."""


def seed() -> list[people.Account]:
    """Seed an empty database, leave a seeded one unchanged; returns its accounts in both cases.

    Raises RuntimeError for a database that this function did not create.
    """
    kept = Path(settings.DATA) / KEPT
    if Person.objects.exists() or Plan.objects.exists():
        if not kept.exists():
            msg = f"{settings.DATA} holds a service that is no demonstration. Name another folder."
            raise RuntimeError(msg)
        return [people.Account(**row) for row in json.loads(kept.read_text(encoding="utf-8"))]
    with transaction.atomic(), assessing_paused():
        accounts = _seed()
        _keep(kept, accounts)
    return accounts


def _seed() -> list[people.Account]:
    bodies, leaders = people.bodies(), people.leaders()
    plan = sample.sample_plan()
    assigned = sample.assign(plan, bodies, leaders)
    leads = Counter(
        row.body for one in assigned for row in one.responsibilities.filter(duty="lead")
    )
    busiest = leads.most_common(1)[0][0]
    leader = next(one.leader for one in assigned if one.leader is not None)
    accounts, persons = people.accounts(busiest, leader)
    own = plan.commitments.filter(responsibilities__body=busiest, responsibilities__duty="lead")
    Commitment.objects.filter(pk__in=own.values("pk")).update(reporter=persons[Role.LIAISON])
    registers(plan)
    sample.schedule_and_report(plan, persons[Role.OFFICER])
    sample.rounds(plan, persons[Role.OFFICER])
    words(plan)
    typed(plan)
    office = Supervision(plan, persons)
    for month in range(1, MONTHS + 1):
        day = sample.judged_on(plan, month)
        office.advance(day)
        feed_month(plan, month)
        sample.judge(plan, month)
        closed = publish_snapshot(sample.DEMO, close_month(sample.DEMO, plan, month))
        office.propose(day)
    office.end()
    issue(sample.DEMO, write_bulletin(sample.DEMO, closed), dt.date(plan.year, *ISSUED))
    kunming = kunming_plan()
    publish_snapshot(sample.DEMO, close_month(sample.DEMO, kunming, 12))
    return accounts


def _keep(path: Path, accounts: list[people.Account]) -> None:
    """Write the accounts to a file that only its owner may read, replaced in one step."""
    draft = path.with_suffix(".tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False)
    draft.replace(path)
