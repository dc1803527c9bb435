"""The invented city's plan, published twice: March, and April in which the pumps are done."""

from __future__ import annotations

import pytest
from a_month import assessed, reported
from cast_of_people import Cast

from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.models import Snapshot

ROOT = "/public/青澜市/2031/"


@pytest.fixture
def root() -> str:
    """The plan's place on the public site."""
    return ROOT


def publish(cast: Cast, plan: Plan, month: int, pumps: str) -> Snapshot:
    reported(cast, plan, month, pumps)
    assessed(cast, plan, month)
    return publish_snapshot(cast.shen, close_month(cast.shen, plan, month))


@pytest.fixture
def march(cast: Cast, plan: Plan) -> Snapshot:
    """March: one of twelve pump stations."""
    return publish(cast, plan, 3, "1")


@pytest.fixture
def april(cast: Cast, plan: Plan, march: Snapshot) -> Snapshot:
    """April: all twelve."""
    return publish(cast, plan, 4, "12")
