"""Parts of a register's pages: the form that narrows a list, and the tabs."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from duban.registers import Declaration
from duban_site.registers.models import Register
from duban_site.registers.queries.earlier_tickets import has_repeat_field
from duban_site.registers.queries.environment import find_standard_kind
from duban_site.registers.queries.filters import BOOLEAN_BY_LABEL, Filters, list_choice_fields

Bodies = tuple[tuple[int, str], ...]


def filter_form(register: Register, filters: Filters, bodies: Bodies) -> SafeString:
    """The form that narrows a list, with what narrows it now."""
    declaration, now = register.declaration, dict(filters.choices)
    choices = [
        {"field": f, "values": f.choices or tuple(BOOLEAN_BY_LABEL), "now": now.get(f.key, "")}
        for f in list_choice_fields(declaration)
    ]
    context = {"declaration": declaration, "filters": filters, "bodies": bodies, "choices": choices}
    return SafeString(render_to_string("registers/filters.html", context))


def tabs(register: Register, page: str, offered: frozenset[str]) -> SafeString:
    """The pages of a register that are `offered`; `page` is the one that is open."""
    context = {"pk": register.pk, "page": page, "offered": offered}
    return SafeString(render_to_string("registers/tabs.html", context))


def offered_pages(declaration: Declaration, may_create: bool) -> frozenset[str]:
    """Which of the pages that not every register has this one offers."""
    fields = declaration.fields
    has = {
        "map": bool(declaration.region) or any(field.datum for field in fields),
        "judging": find_standard_kind(declaration) is not None,
        "hotspots": takes_calls(declaration),
        "matching": any(field.key == "conditions" for field in fields),
        "keys": may_create and any(field.sealed for field in fields),
        "import": may_create,
    }
    return frozenset(name for name, is_offered in has.items() if is_offered)


def takes_calls(declaration: Declaration) -> bool:
    """Whether people call, perhaps more than once."""
    return declaration.id == "hotline" or has_repeat_field(declaration)
