"""Programs with tokens, as they talk to the API."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.test import Client
from django.utils import timezone

from duban_site.api.actions.issue_token import issue_token
from duban_site.api.models import TokenScope
from duban_site.people.models import Person


def token_of(person: Person, *scopes: str) -> str:
    """The secret of a new token that holds for a month."""
    today = timezone.localdate()
    until = today + dt.timedelta(days=30)
    given = scopes or tuple(TokenScope.values)
    return issue_token(person, name="报数程序", scopes=given, expires_on=until, today=today)[1]


class Program:
    """A program that speaks JSON, with a token or without."""

    def __init__(self, secret: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._client = Client(headers=headers)

    def get(self, path: str, **query: object) -> tuple[int, Any]:
        """Status and answer."""
        response = self._client.get(f"/api/v2{path}", query)
        return response.status_code, json.loads(response.content)

    def post(self, path: str, body: object, key: str | None = None) -> tuple[int, Any]:
        """Status and answer; `key` is sent as Idempotency-Key."""
        headers = {} if key is None else {"Idempotency-Key": key}
        response = self._client.post(f"/api/v2{path}", body, content_type="application/json", headers=headers)
        return response.status_code, json.loads(response.content)
