"""The one policy object: `policy.may(person, action, thing)`.

A kind of thing says in its model what each scope means, once, as a query condition:

    class Plan(Model):
        scopes: ClassVar[Scopes] = {Scope.ACTIVE: lambda person: ~Q(status="draft")}

so that the list that a person sees and the answer for one thing cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from duban_site.core.access.table import PUBLIC, SERVICE, TABLE, Rights, Scope
from duban_site.core.actor import System
from duban_site.core.audit.access_log import note_refusal
from duban_site.people.models import Person, Role, ServiceAccount

M = TypeVar("M", bound=models.Model)
Anybody = Person | ServiceAccount | System | AnonymousUser | AbstractBaseUser
Scopes = Mapping[Scope, Callable[[Any], Q]]
"""What each scope means for a person; `SERVICE` for a service account."""


class UnknownActionError(LookupError):
    """An action that the table does not know: a fault of the programmer, never of the person."""


class Policy:
    """Answers by a table; holds nothing else."""

    def __init__(self, table: Mapping[str, Rights], public: frozenset[str]) -> None:
        self._table = table
        self._public = public

    def knows(self, action: str) -> bool:
        """Whether the table has this action."""
        return action in self._public or action in self._table

    def is_public(self, action: str) -> bool:
        """Whether everybody may, signed in or not."""
        return action in self._public

    def scope(self, who: Anybody, action: str) -> Scope | None:
        """How far the right extends; None for no right."""
        if not self.knows(action):
            msg = f"{action!r} is not in access/table.py. Add it there with the roles that may."
            raise UnknownActionError(msg)
        if action in self._public or isinstance(who, System):
            return Scope.ALL
        if isinstance(who, ServiceAccount):
            granted = (SERVICE.get(scope, frozenset()) for scope in who.scopes_given)
            may = who.is_active and any(action in actions for actions in granted)
            return Scope.SERVICE if may else None
        if not isinstance(who, Person) or not who.is_active:
            return None
        return self._table[action].get(Role(who.role))

    def may(self, who: Anybody, action: str, thing: models.Model | None = None) -> bool:
        """Whether `who` may do `action` to `thing`; without a thing, to any thing at all."""
        scope = self.scope(who, action)
        if scope is None or scope is Scope.ALL or thing is None:
            return scope is not None
        if scope is Scope.SELF:
            return thing == who
        things: models.QuerySet[Any] = type(thing)._default_manager.filter(pk=thing.pk)
        return self.visible(who, action, things).exists()

    def visible(self, who: Anybody, action: str, things: models.QuerySet[M]) -> models.QuerySet[M]:
        """Those of `things` to which `who` may do `action`."""
        scope = self.scope(who, action)
        if scope is None:
            return things.none()
        if scope is Scope.ALL:
            return things
        person = cast(Person, who)
        if scope is Scope.SELF:
            return things.filter(pk=person.pk)
        return things.filter(self._condition(things.model, scope)(person)).distinct()

    def _condition(self, model: type[models.Model], scope: Scope) -> Callable[[Person], Q]:
        scopes = cast(Scopes, getattr(model, "scopes", {}))
        if scope not in scopes:
            msg = f"{model.__name__} does not say what {scope.value!r} means. Add it to its scopes."
            raise UnknownActionError(msg)
        return scopes[scope]

    def require(self, who: Anybody, action: str, thing: models.Model | None = None) -> None:
        """Raise PermissionDenied unless `who` may."""
        if not self.may(who, action, thing):
            note_refusal(action, thing)
            raise PermissionDenied(_("您的角色无权进行此操作。"))

    def get(self, who: Anybody, action: str, things: models.QuerySet[M], **lookup: Any) -> M:
        """The one thing, or 404: what one may not see does not exist for one."""
        # One row needs no order; a model's own would be joined, sorted and compiled for nothing.
        found = self.visible(who, action, things).filter(**lookup).order_by("pk").first()
        if found is None:
            hidden = things.filter(**lookup).order_by("pk").first()
            if hidden is not None:
                note_refusal(action, hidden)
            raise _absent()
        return found


def _absent() -> Http404:
    return Http404(_("没有找到，或者不在您的范围内。"))


policy = Policy(TABLE, PUBLIC)
