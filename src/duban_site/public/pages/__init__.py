"""页面: what each public page shows, for the service and for the static site alike.

takes an edition; gives a `Page`, its place below the root and what its template needs; never asks
the database, and never knows who reads it.
"""

from duban_site.public.pages.dressing import MODES, View, dressed
from duban_site.public.pages.page import Page, rendered

__all__ = ["MODES", "Page", "View", "dressed", "rendered"]
