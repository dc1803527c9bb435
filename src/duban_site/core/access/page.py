"""Declaring a page: its path, its view, and who may see and change it. Every URL is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path

from duban_site.core.access.policy import policy
from duban_site.core.access.rights import explain_refusal
from duban_site.core.audit.access_log import MAX_PATH_LENGTH, READ_ACTION, log_access, note_refusal
from duban_site.core.audit.log import log_event
from duban_site.people.models import Person

ViewParameters = ParamSpec("ViewParameters")
View = Callable[Concatenate[Any, ViewParameters], HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD")
SECOND_FACTOR_MISSING = "without_second_factor"
"""Session key of a person who must set up a second factor before anything else."""
ALLOWED_BEFORE_NEW_PASSWORD = frozenset({"people.own_password", "site.sign_out", "site.language"})


class PageRequest(HttpRequest):
    """A request that has passed the policy: its user is a person."""

    user: Person


def page(
    route: str,
    view: View[Any],
    url_name: str,
    *,
    see: str | None = None,
    change: str | None = None,
    model: type[models.Model] | None = None,
    personal: bool = False,
) -> URLPattern:
    """A URL whose GET needs the right `see` and whose POST the right `change`.

    `model` is the model whose key (`pk`) is in the path: the view receives the object itself,
    loaded within the scope of the right, and never a bare key. A method without a right is
    answered with 405. Anonymous visitors are redirected to sign in; others get 403 where their
    role has no such right, and 404 where the object is beyond its scope.
    `personal`: the page lists persons, and each visit to it is logged.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        action = see if request.method in SAFE_METHODS else change if request.method == "POST" else None
        if action is None:
            allowed = [*(SAFE_METHODS if see else ()), *(("POST",) if change else ())]
            return HttpResponseNotAllowed(allowed)
        refusal = _find_refusal(request, action)
        if refusal is not None:
            return refusal
        resources = []
        if model is not None:
            resources_of_model = model._default_manager.all()
            resources = [policy.get_visible(request.user, action, resources_of_model, pk=kwargs.pop("pk"))]
        response = _log_download(request, action, view(request, *resources, *args, **kwargs), *resources)
        if personal and isinstance(request.user, Person):
            log_access(request.user, READ_ACTION, None, {"path": request.path[:MAX_PATH_LENGTH]}, url_name)
        return response

    guarded.duban_actions = {"see": see, "change": change}  # type: ignore[attr-defined]
    return path(route, cast(Callable[..., HttpResponse], guarded), name=url_name)


def _find_refusal(request: HttpRequest, action: str) -> HttpResponseBase | None:
    if policy.is_public(action):
        return None
    if not request.user.is_authenticated:
        if getattr(request, "htmx", False):
            return HttpResponse(status=401)  # the page reports it and keeps the user's input
        return redirect_to_login(request.get_full_path())
    if not policy.may(request.user, action):
        note_refusal(action)
        raise PermissionDenied(explain_refusal(request.user, action))
    must_change_password = isinstance(request.user, Person) and request.user.must_change_password
    if must_change_password and action not in ALLOWED_BEFORE_NEW_PASSWORD:
        return redirect("password")
    if request.session.get(SECOND_FACTOR_MISSING) and action not in ALLOWED_BEFORE_NEW_PASSWORD:
        return redirect("second_factor")
    return None


def _log_download(
    request: HttpRequest, action: str, response: HttpResponseBase, resource: models.Model | None = None
) -> HttpResponseBase:
    """Return the response; log it where it is a download (an export, evidence)."""
    content_disposition = response.headers.get("Content-Disposition", "")
    if content_disposition and not policy.is_public(action):
        _log_request_event(request, "site.download", resource, right=action, file=content_disposition[:MAX_PATH_LENGTH])
    return response


def _log_request_event(
    request: HttpRequest, what: str, resource: models.Model | None = None, **event_data: str
) -> None:
    if isinstance(request.user, Person):
        with transaction.atomic():
            log_event(request.user, what, resource, path=request.path[:MAX_PATH_LENGTH], **event_data)
