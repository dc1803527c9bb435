"""Selecting the plans to write: the requested ones, or all that are published."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from duban_site.public.edition import Edition, opened
from duban_site.public.edition.freshness import looked_up
from duban_site.public.edition.opening import slug_of


class UnknownPlanError(ValueError):
    """A plan that is not published."""


def chosen(wanted: Sequence[str]) -> list[tuple[int, Edition]]:
    """(plan, edition) of each of `requested_names` (`city/year`), or of every published plan.

    Raises UnknownPlanError for a plan that is not published, or where none is.
    """
    current = looked_up()
    if not current.plans:
        raise UnknownPlanError(_("还没有发布的计划。请先在封存页发布一期。"))
    keys = [_key(name) for name in wanted] if wanted else list(current.plans)
    for name, key in zip(wanted, keys, strict=False):
        if key not in current.plans:
            there = "、".join(f"{city}/{year}" for city, year in current.plans)
            message = _("没有已发布的计划“%(name)s”。已发布的有：%(there)s。")
            raise UnknownPlanError(message % {"name": name, "there": there})
    plans = [current.plans[key] for key in dict.fromkeys(keys)]
    return [(plan, opened(plan, current.stamps[plan])) for plan in plans]


def _key(name: str) -> tuple[str, int]:
    city, _slash, year = name.rpartition("/")
    return slug_of(city), int(year) if year.isdecimal() else 0
