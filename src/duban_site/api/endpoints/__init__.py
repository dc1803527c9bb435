"""The API's endpoints, one module a subject; importing them declares them."""

from duban_site.api.endpoints import changes, plans, records_by_key, registers, repeats, reports, submitting

__all__ = ["changes", "plans", "records_by_key", "registers", "repeats", "reports", "submitting"]
