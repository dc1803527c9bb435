"""Logging the settings that a program starts with, where they differ from those logged last.

Secrets are logged as a keyed digest, which shows a change without revealing the value.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import transaction

from duban_site import env
from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Event

SETTINGS_ACTION = "site.settings"
MAX_VALUE_LENGTH, DIGEST_DIGITS = 500, 16


def log_settings(program: str) -> Event | None:
    """Log settings that are new, changed or removed since the last start; None for no change."""
    current_values = collect_settings()
    with transaction.atomic():
        logged_values = _load_logged_settings(program)
        changed_values = {name: value for name, value in current_values.items() if logged_values.get(name) != value}
        removed_names = sorted(logged_values.keys() - current_values.keys())
        if not changed_values and not removed_names:
            return None
        event_data = {"program": program, "changed": changed_values, "removed": removed_names, "all": current_values}
        return log_event(SystemActor("服务启动"), SETTINGS_ACTION, None, **event_data)


def collect_settings() -> dict[str, str]:
    """Every setting from the environment or the file, as the log stores it."""
    value_by_name = {name: env.find_value(name) for name in sorted(env.OPTIONS)}
    return {name: _conceal_secret(name, value) for name, value in value_by_name.items() if value is not None}


def _conceal_secret(name: str, value: str) -> str:
    if not env.OPTIONS[name].secret:
        return value[:MAX_VALUE_LENGTH]
    key = settings.SECRET_KEY.encode()
    return "hmac:" + hmac.new(key, f"{name}={value}".encode(), hashlib.sha256).hexdigest()[:DIGEST_DIGITS]


def _load_logged_settings(program: str) -> dict[str, str]:
    latest_event = Event.objects.filter(action=SETTINGS_ACTION, data__program=program).first()
    return {} if latest_event is None else dict(latest_event.data["all"])
