"""Django system checks of the service: URLs declare their rights, settings are safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.urls import URLPattern, URLResolver, get_resolver

from duban_site import config
from duban_site.core.access.policy import policy


def iterate_url_patterns(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every URL of the service with its full route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from iterate_url_patterns(pattern.url_patterns, route)
        else:
            yield route, pattern


@register(Tags.urls)
def check_urls_declare_actions(**_: Any) -> list[CheckMessage]:
    """duban.E001: a URL without a right; duban.E002: a right that the table does not have."""
    problems: list[CheckMessage] = []
    for route, pattern in iterate_url_patterns():
        actions = [
            action_name for action_name in getattr(pattern.callback, "duban_actions", {}).values() if action_name
        ]
        if not actions:
            problems.append(
                Error(
                    f"The URL {route!r} does not declare who may open it.",
                    hint="Write it with duban_site.core.access.page.page(…, see=…, change=…).",
                    id="duban.E001",
                )
            )
        problems += [
            Error(
                f"The URL {route!r} declares the action {action!r}, which the table does not have.",
                hint="Add the action with its roles to duban_site/core/access/table.py.",
                id="duban.E002",
            )
            for action in actions
            if not policy.has_action(action)
        ]
    return problems


@register(Tags.security)
def check_data_folder_is_private(**_: Any) -> list[CheckMessage]:
    """duban.W003: evidence in a folder that the static file server serves without the policy."""
    static_root = settings.PACKAGE_FOLDER / "static"
    if not settings.EVIDENCE.is_relative_to(static_root):
        return []
    hint = "Set DUBAN_DATA to a folder outside of the package."
    return [Warning("Evidence would lie within the web root.", hint=hint, id="duban.W003")]


@register(Tags.models)
def check_log_is_append_only(**_: Any) -> list[CheckMessage]:
    """duban.E004: an event model whose manager allows changes."""
    from duban_site.core.audit.models import EventQuerySet

    event_model = apps.get_model("audit", "Event")
    if isinstance(event_model._default_manager.all(), EventQuerySet):
        return []
    hint = "Give Event its EventQuerySet manager back."
    return [Error("The log can be edited through the ORM.", hint=hint, id="duban.E004")]


@register(Tags.security, deploy=True)
def check_hosts_are_set(**_: Any) -> list[CheckMessage]:
    """duban.E005: a production service without host names, which refuses every request."""
    if settings.HOSTS or not settings.SAFE:
        return []
    hint = "Set DUBAN_HOSTS to the names under which browsers reach the service."
    return [Error("DUBAN_HOSTS is empty.", hint=hint, id="duban.E005")]


@register(Tags.security)
def check_settings_are_used(**_: Any) -> list[CheckMessage]:
    """duban.W006: a name in the settings file that no setting reads."""
    hint = "Look for a misspelling; docs/reference/settings.md lists every name."
    return [
        Warning(f"Nothing reads {setting_name} in {settings.CONFIG}.", hint=hint, id="duban.W006")
        for setting_name in config.list_unused_names()
    ]
