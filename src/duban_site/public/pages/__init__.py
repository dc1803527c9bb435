"""页面: what each public page shows, for the service and for the static site alike.

takes an edition; gives a `Page`, its place below the root and what its template needs; never asks
the database, and never knows who reads it.
"""

from duban_site.public.pages.page import Page, render_page
from duban_site.public.pages.view_modes import VIEW_BY_MODE, ViewMode, apply_view_mode

__all__ = ["VIEW_BY_MODE", "Page", "ViewMode", "apply_view_mode", "render_page"]
