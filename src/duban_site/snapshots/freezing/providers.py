"""Data that apps of a higher layer add to a snapshot, where they are installed.

`duban_site.orders` provides the orders of the month by the function `orders_of_month` of its
`queries`, which is looked up by name: importing it would reverse the layers, and a service without
that app closes its months just the same.
"""

from __future__ import annotations

import datetime as dt
import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from duban_site.plans.models import Plan

ORDERS_APP = "duban_site.orders"


def freeze_month_orders(plan: Plan, month_start: dt.date, month_end: dt.date) -> Any | None:
    """The orders opened, closed and open in the month as JSON; None without that app."""
    if not apps.is_installed(ORDERS_APP) or find_spec(f"{ORDERS_APP}.queries") is None:
        return None
    provider = getattr(import_module(f"{ORDERS_APP}.queries"), "orders_of_month", None)
    if provider is None:
        return None
    return json.loads(json.dumps(provider(plan, month_start, month_end), cls=DjangoJSONEncoder))
