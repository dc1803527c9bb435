"""Authentication by token or signature, and the action that every URL must declare."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.security import HttpBearer

from duban_site.api.faults import RequestError, TooManyRequests, unknown_parameter
from duban_site.api.limits import seconds_to_wait
from duban_site.api.models import Token, TokenScope
from duban_site.api.repeating import once
from duban_site.api.signatures import APPKEY, signer
from duban_site.api.tokens import find
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.audit.log import log
from duban_site.core.clock import today
from duban_site.people.models import Person, ServiceAccount

F = TypeVar("F", bound=Callable[..., Any])
READ = "api.read"
MOST_FAULTS = 10


class ByToken(HttpBearer):
    """`Authorization: Bearer duban_…`; the request's user becomes the token's person.

    Session cookies are not accepted, so no page elsewhere can make a browser write (CSRF). A token
    without `scope`, or whose person may not do `action`, is refused with 403.
    """

    def __init__(self, action: str, scope: TokenScope | None = None) -> None:
        super().__init__()
        self.action, self.scope = action, scope

    def __call__(self, request: HttpRequest) -> Any:
        """The caller who signed the request or whose bearer token it carries; None gives 401."""
        if request.headers.get(APPKEY):
            found = signer(request, today())
            return None if found is None else self._admitted(request, found)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller whose token it is; None gives 401."""
        found = find(token, today())
        return None if found is None else self._admitted(request, found)

    def _admitted(self, request: HttpRequest, token: Token) -> Caller:
        holder = token.holder
        if isinstance(holder, Person):
            request.user = holder
        request.duban_caller = holder  # type: ignore[attr-defined]
        if self.scope is not None and self.scope not in token.scopes_held:
            told = _("这个令牌没有范围 %(scope)s。")
            raise PermissionDenied(told % {"scope": self.scope.value})
        policy.require(holder, self.action)
        return holder


def person_of(request: HttpRequest) -> Caller:
    """The caller whose token the request carries, or who signed it."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _log_call(request: HttpRequest, status: int) -> None:
    """Log the call of a service account, whatever the status."""
    caller = getattr(request, "duban_caller", None)
    if isinstance(caller, ServiceAccount):
        told = {"method": request.method, "path": request.get_full_path()[:300], "status": status}
        with transaction.atomic():
            log(caller, "api.call", caller, **told)


Adapt = Callable[[HttpRequest, HttpResponseBase], HttpResponseBase]


def declared(
    patterns: Iterable[URLPattern | URLResolver],
    prefix: str,
    api: NinjaAPI,
    *,
    name: str = "api_{}",
    only: Collection[str] | None = None,
    adapt: Adapt | None = None,
) -> list[URLPattern]:
    """The API's URLs, each with the action that it needs (`access.checks` requires it).

    For another version of the same endpoints: `name_format` names its URLs, `endpoint_names` says
    which it has, and `adapt` converts each response.
    """
    own = (pattern for pattern in patterns if isinstance(pattern, URLPattern))
    wanted = (one for one in own if one.name != "api-root" and (only is None or one.name in only))
    return [_declared(pattern, prefix, api, name, adapt) for pattern in wanted]


def _parameters(api: NinjaAPI, name: str) -> dict[str, frozenset[str]]:
    """Method → the query parameters allowed at the address of the endpoint."""
    for view in api.default_router.path_operations.values():
        if name in (operation.view_func.__name__ for operation in view.operations):
            return {
                method: frozenset(_query_names(operation.models))
                for operation in view.operations
                for method in operation.methods
            }
    return {}


def _query_names(models: Iterable[Any]) -> Iterator[str]:
    for model in models:
        if model.__ninja_param_source__ == "query":
            yield from model.__ninja_flatten_map__


def _declared(
    pattern: URLPattern, prefix: str, api: NinjaAPI, called: str, adapt: Adapt | None
) -> URLPattern:
    """A URL that also answers HEAD (ninja knows only GET) and carries its needed action."""
    view, name = pattern.callback, str(pattern.name)
    parameters = _parameters(api, name)

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        head = request.method == "HEAD"
        if head:  # as GET, whose content the server leaves out (RFC 9110, 9.3.2)
            request.method = "GET"
        try:
            _admit(request, parameters)
            response = once(request, lambda: view(request, *args, **kwargs))
        except (RequestError, TooManyRequests) as error:
            response = api.on_exception(request, error)
        request.method = "HEAD" if head else request.method
        _log_call(request, response.status_code)
        return response if adapt is None else adapt(request, response)

    told.duban_actions = ACTIONS[name]  # type: ignore[attr-defined]
    return path(prefix + str(pattern.pattern), told, name=called.format(name))


def _admit(request: HttpRequest, parameters: dict[str, frozenset[str]]) -> None:
    """Raise TooManyRequests, or RequestError for a parameter that the endpoint does not have.

    A misspelt parameter would otherwise be ignored without notice.
    """
    wait = seconds_to_wait(request)
    if wait:
        raise TooManyRequests(wait)
    known = parameters.get(str(request.method))
    unknown = () if known is None else sorted(set(request.GET) - known)
    if unknown:
        raise RequestError([unknown_parameter(one, known or ()) for one in unknown[:MOST_FAULTS]])


ACTIONS: dict[str, dict[str, str]] = {}
"""Endpoint's function name → the action that its `needs` decorator declared."""


def needs(action: str) -> Callable[[F], F]:
    """Decorator: declare the action that an endpoint needs."""

    def noted(view: F) -> F:
        ACTIONS[view.__name__] = {"see": action}
        return view

    return noted
