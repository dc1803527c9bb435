"""The API's endpoints, one module a subject; importing them declares them."""

from duban_site.api.endpoints import plans, registers, repeats, reports

__all__ = ["plans", "registers", "repeats", "reports"]
