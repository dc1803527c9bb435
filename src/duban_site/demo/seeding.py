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
from duban_site.demo.entries import write_entries
from duban_site.demo.entry_figures import enter_figures
from duban_site.demo.kunming import create_kunming_plan
from duban_site.demo.orders import Supervision
from duban_site.demo.registers import create_registers, feed_month
from duban_site.demo.simulating import MONTHS
from duban_site.people.models import Person, Role
from duban_site.plans.models import Commitment, Plan
from duban_site.reporting.automatic_assessment import pause_assessing
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

ACCOUNTS_FILE = "demo-accounts.json"
BULLETIN_ISSUE_DAY = (10, 20)
"""Month and day of the last bulletin."""


def seed() -> list[people.Account]:
    """Seed an empty database, leave a seeded one unchanged; returns its accounts in both cases.

    Raises RuntimeError for a database that this function did not create.
    """
    accounts_path = Path(settings.DATA) / ACCOUNTS_FILE
    if Person.objects.exists() or Plan.objects.exists():
        if not accounts_path.exists():
            message = f"{settings.DATA} holds a service that is no demonstration. Name another folder."
            raise RuntimeError(message)
        return [people.Account(**row) for row in json.loads(accounts_path.read_text(encoding="utf-8"))]
    with transaction.atomic(), pause_assessing():
        accounts = _seed_database()
        _save_accounts(accounts_path, accounts)
    return accounts


def _seed_database() -> list[people.Account]:
    bodies, leaders = people.create_bodies(), people.create_leaders()
    plan = sample.create_sample_plan()
    commitments = sample.assign(plan, bodies, leaders)
    lead_counts = Counter(
        responsibility.body
        for commitment in commitments
        for responsibility in commitment.responsibilities.filter(duty="lead")
    )
    busiest = lead_counts.most_common(1)[0][0]
    leader = next(commitment.leader for commitment in commitments if commitment.leader is not None)
    accounts, person_by_role = people.create_accounts(busiest, leader)
    busiest_commitments = plan.commitments.filter(responsibilities__body=busiest, responsibilities__duty="lead")
    Commitment.objects.filter(pk__in=busiest_commitments.values("pk")).update(reporter=person_by_role[Role.LIAISON])
    create_registers(plan)
    sample.schedule_and_report(plan, person_by_role[Role.OFFICER])
    sample.open_rounds(plan, person_by_role[Role.OFFICER])
    write_entries(plan)
    enter_figures(plan)
    supervision = Supervision(plan, person_by_role)
    for month in range(1, MONTHS + 1):
        assessment_day = sample.assessment_date(plan, month)
        supervision.advance(assessment_day)
        feed_month(plan, month)
        sample.assess_month(plan, month)
        snapshot = publish_snapshot(sample.DEMO_ACTOR, close_month(sample.DEMO_ACTOR, plan, month))
        supervision.propose(assessment_day)
    supervision.finish()
    issue(sample.DEMO_ACTOR, write_bulletin(sample.DEMO_ACTOR, snapshot), dt.date(plan.year, *BULLETIN_ISSUE_DAY))
    kunming = create_kunming_plan()
    publish_snapshot(sample.DEMO_ACTOR, close_month(sample.DEMO_ACTOR, kunming, 12))
    return accounts


def _save_accounts(path: Path, accounts: list[people.Account]) -> None:
    """Write the accounts to a file that only its owner may read, replaced in one step."""
    draft = path.with_suffix(".tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False)
    draft.replace(path)
