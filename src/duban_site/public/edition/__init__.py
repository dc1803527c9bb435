"""发布版: a plan as it was published last, with its history.

takes the published snapshots of a plan, through the allow-list of `snapshots.public_view`; gives an
`Edition` in memory that every public page reads; never contains anything that is not public.
"""

from duban_site.public.edition.edition import Edition
from duban_site.public.edition.issues import Change, Issue, Standing
from duban_site.public.edition.loading import make_city_slug, open_edition

__all__ = ["Change", "Edition", "Issue", "Standing", "make_city_slug", "open_edition"]
