"""Load the signed-in person with their number of unread notices, in one query."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Q

from duban_site.people.models import Person


class Backend(ModelBackend):
    """Django's backend, but the person comes with `unread` and their body, as pages need."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of the session; None for a closed account."""
        unread = Count("notices", filter=Q(notices__read_at=None))
        people = Person.objects.select_related("body").annotate(unread=unread)
        person = people.filter(pk=user_id).order_by().first()
        return person if self.user_can_authenticate(person) else None
