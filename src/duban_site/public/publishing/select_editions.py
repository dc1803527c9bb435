"""Selecting the plans to write: the requested ones, or all that are published."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from duban_site.public.edition import Edition, open_edition
from duban_site.public.edition.loading import make_city_slug
from duban_site.public.edition.publication_state import load_publication_state


class UnknownPlanError(ValueError):
    """A plan that is not published."""


def select_editions(requested_names: Sequence[str]) -> list[tuple[int, Edition]]:
    """(plan, edition) of each of `requested_names` (`city/year`), or of every published plan.

    Raises UnknownPlanError for a plan that is not published, or where none is.
    """
    state = load_publication_state()
    if not state.plan_by_city_and_year:
        raise UnknownPlanError(_("还没有发布的计划。请先在封存页发布一期。"))
    plan_keys = (
        [_parse_plan_name(plan_name) for plan_name in requested_names]
        if requested_names
        else list(state.plan_by_city_and_year)
    )
    for plan_name, plan_key in zip(requested_names, plan_keys, strict=False):
        if plan_key not in state.plan_by_city_and_year:
            published_names = "、".join(f"{city}/{year}" for city, year in state.plan_by_city_and_year)
            message = _("没有已发布的计划“%(name)s”。已发布的有：%(there)s。")
            raise UnknownPlanError(message % {"name": plan_name, "there": published_names})
    plan_ids = [state.plan_by_city_and_year[plan_key] for plan_key in dict.fromkeys(plan_keys)]
    return [(plan_id, open_edition(plan_id, state.stamp_by_plan[plan_id])) for plan_id in plan_ids]


def _parse_plan_name(plan_name: str) -> tuple[str, int]:
    city, _slash, year = plan_name.rpartition("/")
    return make_city_slug(city), int(year) if year.isdecimal() else 0
