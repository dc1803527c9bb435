"""Where duties are separated nobody controls their own work; several proposals go at once."""

from __future__ import annotations

from typing import Any

import pytest
from an_order import DAY, at, paper
from cast_of_people import Cast, _person

from duban_site.core.errors import Refused
from duban_site.orders.actions import close_order
from duban_site.orders.models import Order, Proposal
from duban_site.people.models import Role
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db


def test_who_prepared_an_order_neither_checks_nor_closes_it(plan: Plan, cast: Cast, settings: Any) -> None:
    settings.SEPARATE_DUTIES = True
    other = _person("he", "何", Role.OFFICER)
    order = at("replied", plan, cast)
    with pytest.raises(Refused, match="要由另一位经办人做"):
        close_order.pass_order_check(cast.shen, order, paper("属实。"))
    close_order.pass_order_check(other, order, paper("属实。"))
    with pytest.raises(Refused, match="“核查通过”是您办的"):
        close_order.complete_order(other, order, paper())
    close_order.complete_order(cast.gao, order, paper())
    with pytest.raises(Refused, match="另一位"):
        close_order.close_order(cast.shen, order, paper())
    close_order.close_order(other, order, paper())
    assert Order.objects.get(pk=order.pk).stage == "closed"


def test_ticked_proposals_become_orders_together_or_not_at_all(plan: Plan, cast: Cast, signed_in: Any) -> None:
    keys = []
    for number in ("1.1.1", "1.1.2"):
        of = plan.commitments.get(number=number)
        proposal = Proposal.objects.create(
            plan=plan,
            rule="behind",
            matter=f"commitment:{of.pk}",
            commitment=of,
            body=cast.water,
            as_of=DAY,
            first_as_of=DAY,
        )
        keys.append(proposal.pk)
    browser = signed_in(cast.shen)
    assert 'form="several"' in browser.get("/orders/proposals/").content.decode()
    browser.post("/orders/proposals/confirm/", {"proposal": keys})
    assert Order.objects.filter(stage="drafted").count() == 2
    assert browser.post("/orders/proposals/confirm/", {"proposal": keys}).status_code != 302
    assert Order.objects.count() == 2
