"""发布: the public site as files, for a plain web server.

takes editions; gives a folder of pages, feeds, indexes and files, replaced as a whole; never links
anything outside of it, and never writes into a folder that it did not create.
"""

from duban_site.public.publishing.replace_folder import ForeignFolderError
from duban_site.public.publishing.site import SiteTotals, publish_site

__all__ = ["ForeignFolderError", "SiteTotals", "publish_site"]
