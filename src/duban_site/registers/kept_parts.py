"""Parts of a register's pages that are the same for everybody who asks the same, kept once drawn.

What each depends on is named in its arguments; the words that somebody looks for are not kept.
"""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from duban.registers import Declaration
from duban_site.registers.models import Register
from duban_site.registers.models.register import declared
from duban_site.registers.queries.judging import kind_of
from duban_site.registers.queries.listing import YES, Filters, choosable
from duban_site.registers.queries.recalling import takes_repeats

Bodies = tuple[tuple[int, str], ...]


def filter_form(register: Register, filters: Filters, bodies: Bodies) -> SafeString:
    """The form that narrows a list, with what narrows it now."""
    drawn = _filter_form if not filters.words and not filters.region else _filter_form.__wrapped__
    return drawn(register.text, register.key, filters, bodies, get_language())


@lru_cache(maxsize=256)
def _filter_form(
    text: str, key: str, filters: Filters, bodies: Bodies, _language: str | None
) -> SafeString:
    declaration, now = declared(text, key), dict(filters.choices)
    choices = [
        {"field": f, "values": f.choices or tuple(YES), "now": now.get(f.key, "")}
        for f in choosable(declaration)
    ]
    shown = {"declaration": declaration, "filters": filters, "bodies": bodies, "choices": choices}
    return SafeString(render_to_string("registers/filters.html", shown))


def tabs(register: Register, shown: str, offered: frozenset[str]) -> SafeString:
    """The pages of a register that are `offered`; `shown` is the one that is open."""
    return _tabs(register.pk, shown, offered, get_language(), get_script_prefix())


@lru_cache(maxsize=512)
def _tabs(
    key: int, shown: str, offered: frozenset[str], _language: str | None, _prefix: str
) -> SafeString:
    told = {"pk": key, "page": shown, "offered": offered}
    return SafeString(render_to_string("registers/tabs.html", told))


def offered_pages(declaration: Declaration, may_create: bool) -> frozenset[str]:
    """Which of the pages that not every register has this one offers."""
    fields = declaration.fields
    has = {
        "map": bool(declaration.region) or any(field.datum for field in fields),
        "judging": kind_of(declaration) is not None,
        "hotspots": takes_calls(declaration),
        "matching": any(field.key == "conditions" for field in fields),
        "keys": may_create and any(field.sealed for field in fields),
        "import": may_create,
    }
    return frozenset(name for name, there in has.items() if there)


def takes_calls(declaration: Declaration) -> bool:
    """Whether people call, perhaps more than once."""
    return declaration.id == "hotline" or takes_repeats(declaration)
