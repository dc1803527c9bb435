"""March of the invented city, closed."""

from __future__ import annotations

import pytest
from a_month import assessed, reported
from cast_of_people import Cast

from duban_site.bulletins.actions.write_bulletin import write_bulletin
from duban_site.bulletins.models import Bulletin
from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.models import Snapshot


@pytest.fixture
def closed(cast: Cast, plan: Plan) -> Snapshot:
    """April after March: one of twelve pump stations is done, so the water bureau is behind."""
    reported(cast, plan, 3, "3")
    assessed(cast, plan, 3)
    close_month(cast.shen, plan, 3)
    reported(cast, plan, 4, "3", problems="设备晚到{两}个月；\n正在催货。")
    assessed(cast, plan, 4)
    return close_month(cast.shen, plan, 4)


@pytest.fixture
def draft(cast: Cast, closed: Snapshot) -> Bulletin:
    """The first text of its bulletin."""
    return write_bulletin(cast.shen, closed)
