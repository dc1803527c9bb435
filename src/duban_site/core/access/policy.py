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

from duban_site.core.access.rights import explain_refusal
from duban_site.core.access.table import ACTIONS_BY_SERVICE_SCOPE, PUBLIC_ACTIONS, SCOPES_BY_ACTION, Scope, ScopeByRole
from duban_site.core.actor import SystemActor
from duban_site.core.audit.access_log import note_refusal
from duban_site.people.models import Person, Role, ServiceAccount

ModelT = TypeVar("ModelT", bound=models.Model)
AnyActor = Person | ServiceAccount | SystemActor | AnonymousUser | AbstractBaseUser
ConditionByScope = Mapping[Scope, Callable[[Any], Q]]
"""What each scope means for a person; `SERVICE` for a service account."""


class UnknownActionError(LookupError):
    """An action that the table does not know: a fault of the programmer, never of the person."""


class Policy:
    """Answers by a table; holds nothing else."""

    def __init__(self, scopes_by_action: Mapping[str, ScopeByRole], public_actions: frozenset[str]) -> None:
        self._scopes_by_action = scopes_by_action
        self._public_actions = public_actions

    def has_action(self, action: str) -> bool:
        """Whether the table has this action."""
        return action in self._public_actions or action in self._scopes_by_action

    def is_public(self, action: str) -> bool:
        """Whether everybody may, signed in or not."""
        return action in self._public_actions

    def get_scope(self, actor: AnyActor, action: str) -> Scope | None:
        """How far the right extends; None for no right."""
        if not self.has_action(action):
            message = f"{action!r} is not in access/table.py. Add it there with the roles that may."
            raise UnknownActionError(message)
        if action in self._public_actions or isinstance(actor, SystemActor):
            return Scope.ALL
        if isinstance(actor, ServiceAccount):
            granted_actions = (ACTIONS_BY_SERVICE_SCOPE.get(scope, frozenset()) for scope in actor.scopes_given)
            is_allowed = actor.is_active and any(action in actions for actions in granted_actions)
            return Scope.SERVICE if is_allowed else None
        if not isinstance(actor, Person) or not actor.is_active:
            return None
        return self._scopes_by_action[action].get(Role(actor.role))

    def may(self, actor: AnyActor, action: str, resource: models.Model | None = None) -> bool:
        """Whether `who` may do `action` to `thing`; without a thing, to any thing at all."""
        scope = self.get_scope(actor, action)
        if scope is None or scope is Scope.ALL or resource is None:
            return scope is not None
        if scope is Scope.SELF:
            return resource == actor
        matching_resources: models.QuerySet[Any] = type(resource)._default_manager.filter(pk=resource.pk)
        return self.filter_visible(actor, action, matching_resources).exists()

    def filter_visible(
        self, actor: AnyActor, action: str, resources: models.QuerySet[ModelT]
    ) -> models.QuerySet[ModelT]:
        """Those of `things` to which `who` may do `action`."""
        scope = self.get_scope(actor, action)
        if scope is None:
            return resources.none()
        if scope is Scope.ALL:
            return resources
        person = cast(Person, actor)
        if scope is Scope.SELF:
            return resources.filter(pk=person.pk)
        return resources.filter(self._get_condition(resources.model, scope)(person)).distinct()

    def _get_condition(self, model: type[models.Model], scope: Scope) -> Callable[[Person], Q]:
        condition_by_scope = cast(ConditionByScope, getattr(model, "scopes", {}))
        if scope not in condition_by_scope:
            message = f"{model.__name__} does not say what {scope.value!r} means. Add it to its scopes."
            raise UnknownActionError(message)
        return condition_by_scope[scope]

    def require(self, actor: AnyActor, action: str, resource: models.Model | None = None) -> None:
        """Raise PermissionDenied unless `who` may."""
        if not self.may(actor, action, resource):
            note_refusal(action, resource)
            raise PermissionDenied(explain_refusal(actor, action))

    def get_visible(self, actor: AnyActor, action: str, resources: models.QuerySet[ModelT], **lookup: Any) -> ModelT:
        """The one thing, or 404: what one may not see does not exist for one."""
        # One row needs no order; a model's own would be joined, sorted and compiled for nothing.
        resource = self.filter_visible(actor, action, resources).filter(**lookup).order_by("pk").first()
        if resource is None:
            hidden_resource = resources.filter(**lookup).order_by("pk").first()
            if hidden_resource is not None:
                note_refusal(action, hidden_resource)
            raise _make_not_in_scope_error()
        return resource


def _make_not_in_scope_error() -> Http404:
    return Http404(_("没有找到，或者不在您的范围内。"))


policy = Policy(SCOPES_BY_ACTION, PUBLIC_ACTIONS)
