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

from duban_site.api.faults import RequestError, TooManyRequests, describe_unknown_parameter
from duban_site.api.idempotency import answer_once
from duban_site.api.models import Token, TokenScope
from duban_site.api.rate_limits import seconds_to_wait
from duban_site.api.signatures import APPKEY_HEADER, verify_signature
from duban_site.api.tokens import find_token
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.people.models import Person, ServiceAccount

F = TypeVar("F", bound=Callable[..., Any])
READ_ACTION = "api.read"
MAX_FAULTS = 10


class TokenAuth(HttpBearer):
    """`Authorization: Bearer duban_…`; the request's user becomes the token's person.

    Session cookies are not accepted, so no page elsewhere can make a browser write (CSRF). A token
    without `scope`, or whose person may not do `action`, is refused with 403.
    """

    def __init__(self, action: str, scope: TokenScope | None = None) -> None:
        super().__init__()
        self.action, self.scope = action, scope

    def __call__(self, request: HttpRequest) -> Any:
        """The caller who signed the request or whose bearer token it carries; None gives 401."""
        if request.headers.get(APPKEY_HEADER):
            signing_token = verify_signature(request, today())
            return None if signing_token is None else self._admit_holder(request, signing_token)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller whose token it is; None gives 401."""
        valid_token = find_token(token, today())
        return None if valid_token is None else self._admit_holder(request, valid_token)

    def _admit_holder(self, request: HttpRequest, token: Token) -> Caller:
        holder = token.holder
        if isinstance(holder, Person):
            request.user = holder
        request.duban_caller = holder  # type: ignore[attr-defined]
        if self.scope is not None and self.scope not in token.effective_scopes:
            message = _("这个令牌没有范围 %(scope)s。")
            raise PermissionDenied(message % {"scope": self.scope.value})
        policy.require(holder, self.action)
        return holder


def get_caller(request: HttpRequest) -> Caller:
    """The caller whose token the request carries, or who signed it."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def log_call(request: HttpRequest, status: int) -> None:
    """Log the call of a service account, whatever the status."""
    caller = getattr(request, "duban_caller", None)
    if isinstance(caller, ServiceAccount):
        details = {"method": request.method, "path": request.get_full_path()[:300], "status": status}
        with transaction.atomic():
            log_event(caller, "api.call", caller, **details)


ResponseAdapter = Callable[[HttpRequest, HttpResponseBase], HttpResponseBase]


def declare_urls(
    patterns: Iterable[URLPattern | URLResolver],
    prefix: str,
    api: NinjaAPI,
    *,
    name_format: str = "api_{}",
    endpoint_names: Collection[str] | None = None,
    adapt: ResponseAdapter | None = None,
) -> list[URLPattern]:
    """The API's URLs, each with the action that it needs (`access.checks` requires it).

    For another version of the same endpoints: `name_format` names its URLs, `endpoint_names` says
    which it has, and `adapt` converts each response.
    """
    url_patterns = (pattern for pattern in patterns if isinstance(pattern, URLPattern))
    selected_patterns = (
        candidate
        for candidate in url_patterns
        if candidate.name != "api-root" and (endpoint_names is None or candidate.name in endpoint_names)
    )
    return [_declare_url(pattern, prefix, api, name_format, adapt) for pattern in selected_patterns]


def _query_names_by_method(api: NinjaAPI, endpoint_name: str) -> dict[str, frozenset[str]]:
    """Method → the query parameters allowed at the address of the endpoint."""
    for path_view in api.default_router.path_operations.values():
        if endpoint_name in (operation.view_func.__name__ for operation in path_view.operations):
            return {
                method: frozenset(_query_names(operation.models))
                for operation in path_view.operations
                for method in operation.methods
            }
    return {}


def _query_names(models: Iterable[Any]) -> Iterator[str]:
    for model in models:
        if model.__ninja_param_source__ == "query":
            yield from model.__ninja_flatten_map__


def _declare_url(
    pattern: URLPattern, prefix: str, api: NinjaAPI, name_format: str, adapt: ResponseAdapter | None
) -> URLPattern:
    """A URL that also answers HEAD (ninja knows only GET) and carries its needed action."""
    view, endpoint_name = pattern.callback, str(pattern.name)
    parameters = _query_names_by_method(api, endpoint_name)

    @wraps(view)
    def answer_request(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_head = request.method == "HEAD"
        if is_head:  # as GET, whose content the server leaves out (RFC 9110, 9.3.2)
            request.method = "GET"
        try:
            _check_request(request, parameters)
            response = answer_once(request, lambda: view(request, *args, **kwargs))
        except (RequestError, TooManyRequests) as error:
            response = api.on_exception(request, error)
        request.method = "HEAD" if is_head else request.method
        log_call(request, response.status_code)
        return response if adapt is None else adapt(request, response)

    answer_request.duban_actions = ACTIONS_BY_ENDPOINT[endpoint_name]  # type: ignore[attr-defined]
    return path(prefix + str(pattern.pattern), answer_request, name=name_format.format(endpoint_name))


def _check_request(request: HttpRequest, parameters: dict[str, frozenset[str]]) -> None:
    """Raise TooManyRequests, or RequestError for a parameter that the endpoint does not have.

    A misspelt parameter would otherwise be ignored without notice.
    """
    seconds = seconds_to_wait(request)
    if seconds:
        raise TooManyRequests(seconds)
    allowed_names = parameters.get(str(request.method))
    unknown_names = () if allowed_names is None else sorted(set(request.GET) - allowed_names)
    if unknown_names:
        raise RequestError(
            [describe_unknown_parameter(name, allowed_names or ()) for name in unknown_names[:MAX_FAULTS]]
        )


ACTIONS_BY_ENDPOINT: dict[str, dict[str, str]] = {}
"""Endpoint's function name → the action that its `needs` decorator declared."""


def needs(action: str) -> Callable[[F], F]:
    """Decorator: declare the action that an endpoint needs."""

    def decorate(view: F) -> F:
        ACTIONS_BY_ENDPOINT[view.__name__] = {"see": action}
        return view

    return decorate
