"""March published, and programs with tokens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from a_month import assessed, reported
from a_program import Program, token_of
from cast_of_people import Cast

from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.models import Snapshot


@pytest.fixture
def march(cast: Cast, plan: Plan) -> Plan:
    """March: three of twelve pump stations, accepted and assessed; nothing published."""
    reported(cast, plan, 3, "3", problems="设备晚到的内情")
    assessed(cast, plan, 3)
    return plan


@pytest.fixture
def public(cast: Cast, march: Plan) -> Snapshot:
    """March is published."""
    closed = close_month(cast.shen, march, 3)
    publish_snapshot(cast.shen, closed)
    return closed


@pytest.fixture
def program() -> Callable[..., Program]:
    """`program(person, *scopes)` has a new token of the person; `program()` has none."""

    def made(person: Person | None = None, *scopes: str) -> Program:
        return Program(None if person is None else token_of(person, *scopes))

    return made
