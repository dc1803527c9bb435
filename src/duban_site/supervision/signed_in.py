"""Who is signed in, with how many notices they have not read: one query for both."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Q

from duban_site.people.models import Person

PEOPLE = (
    Person.objects.select_related("unit")
    .annotate(unread=Count("notices", filter=Q(notices__read_at=None)))
    .order_by("pk")
)


class Backend(ModelBackend):
    """Django's own, but that the person comes with `unread` and their unit, as pages show them."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of the session; None for a closed account."""
        person = PEOPLE.filter(pk=user_id).first()
        return person if self.user_can_authenticate(person) else None
