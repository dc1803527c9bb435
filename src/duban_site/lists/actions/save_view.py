"""A list's view under a name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.errors import Refused
from duban_site.lists.declaration import Listing
from duban_site.lists.models import SavedView
from duban_site.people.models import Person

MAX_NAME_LENGTH, MAX_VIEWS = 40, 30


@transaction.atomic
def save_view(person: Person, listing: Listing, name: str, query: str) -> SavedView:
    """Save the filters, order and columns of `query`; a view of the same name is replaced."""
    name = name.strip()
    if not name or len(name) > MAX_NAME_LENGTH:
        raise Refused(_("请给这个视图起一个 %s 字以内的名字。") % MAX_NAME_LENGTH)
    views = SavedView.objects.filter(person=person, listing=listing.key)
    if views.exclude(name=name).count() >= MAX_VIEWS:
        raise Refused(_("视图太多了，请先删掉不用的。"))
    return SavedView.objects.update_or_create(
        person=person, listing=listing.key, name=name, defaults={"query": query[:1000]}
    )[0]


def delete_view(person: Person, listing: Listing, view_id: int) -> None:
    """Delete one of the person's views; nothing happens where there is none of that id."""
    SavedView.objects.filter(person=person, listing=listing.key, pk=view_id).delete()
