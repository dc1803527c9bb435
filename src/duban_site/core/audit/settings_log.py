"""Logging the settings that a program starts with, where they differ from those logged last.

Secrets are logged as a keyed digest, which shows a change without revealing the value.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import transaction

from duban_site import env
from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.audit.models import Event

SETTINGS = "site.settings"
PLAIN_LENGTH, DIGITS = 500, 16


def log_settings(program: str) -> Event | None:
    """Log settings that are new, changed or removed since the last start; None for no change."""
    now = settings_now()
    with transaction.atomic():
        before = _logged(program)
        changed = {name: value for name, value in now.items() if before.get(name) != value}
        removed = sorted(before.keys() - now.keys())
        if not changed and not removed:
            return None
        told = {"program": program, "changed": changed, "removed": removed, "all": now}
        return log(System("服务启动"), SETTINGS, None, **told)


def settings_now() -> dict[str, str]:
    """Every setting from the environment or the file, as the log stores it."""
    given = {name: env.given(name) for name in sorted(env.read_names)}
    return {name: _kept(name, value) for name, value in given.items() if value is not None}


def _kept(name: str, value: str) -> str:
    if name not in env.SECRET_NAMES:
        return value[:PLAIN_LENGTH]
    key = settings.SECRET_KEY.encode()
    return "hmac:" + hmac.new(key, f"{name}={value}".encode(), hashlib.sha256).hexdigest()[:DIGITS]


def _logged(program: str) -> dict[str, str]:
    last = Event.objects.filter(action=SETTINGS, data__program=program).first()
    return {} if last is None else dict(last.data["all"])
