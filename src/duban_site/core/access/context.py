"""The context processor that lets templates check rights by name, never by role."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from duban_site.core.access.policy import policy


class VisitorRights:
    """`rights.plans_import` is whether the visitor has the right `plans.import` on anything."""

    def __init__(self, request: HttpRequest) -> None:
        self._user = request.user

    def __getitem__(self, action_name: str) -> bool:
        return policy.may(self._user, action_name.replace("_", ".", 1))


def add_rights(request: HttpRequest) -> dict[str, Any]:
    """The context variable `rights` for templates."""
    return {"rights": VisitorRights(request)}
