"""March of the invented city's plan."""

from __future__ import annotations

import pytest
from a_month import assessed, reported
from cast_of_people import Cast

from duban_site.plans.models import Plan


@pytest.fixture
def march(cast: Cast, plan: Plan) -> Plan:
    """March: three of twelve pump stations, accepted and assessed."""
    reported(cast, plan, 3, "3")
    assessed(cast, plan, 3)
    return plan
