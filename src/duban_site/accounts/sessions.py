"""Sessions in the database, as Django keeps them; the look-up is put together once."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from duban_site.prepared import TEXTS, Prepared, columns

CURRENT = Prepared(
    lambda key: Session.objects.filter(session_key=key, expire_date__gt=Now()).values_list(
        *columns(Session)
    ),
    key=TEXTS[0],
)


class SessionStore(db.SessionStore):
    """Django's own but for the look-up."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The same table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = CURRENT.rows(key=self.session_key or "")
        if found:
            return Session.from_db(None, columns(Session), found[0])
        self._session_key = None
        return None
