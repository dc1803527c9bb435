"""The API's endpoints, one module a subject; importing them declares them."""

from duban_site.api.endpoints import handing_in, plans, registers, repeats, reports

__all__ = ["handing_in", "plans", "registers", "repeats", "reports"]
