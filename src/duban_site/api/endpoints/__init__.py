"""The API's endpoints, one module a subject; importing them declares them."""

from duban_site.api.endpoints import changes, handing_in, keyed, plans, registers, repeats, reports

__all__ = ["changes", "handing_in", "keyed", "plans", "registers", "repeats", "reports"]
