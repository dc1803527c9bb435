"""March published, and programs with tokens."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.test import Client
from django.utils import timezone

from duban_site.api.actions.issue_token import issue_token
from duban_site.api.models import TokenScope
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.models import Snapshot


@pytest.fixture
def march(cast: Cast, plan: Plan) -> Plan:
    """March: three of twelve pump stations, accepted and assessed; nothing published."""
    reported(cast, plan, 3, "3", problems="设备晚到的内情")
    assessed(cast, plan, 3)
    return plan


@pytest.fixture
def public(cast: Cast, march: Plan) -> Snapshot:
    """March is published."""
    closed = close_month(cast.shen, march, 3)
    publish_snapshot(cast.shen, closed)
    return closed


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
        response = self._client.get(f"/api/v1{path}", query)
        return response.status_code, json.loads(response.content)

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """Status and answer."""
        response = self._client.post(f"/api/v1{path}", body, content_type="application/json")
        return response.status_code, json.loads(response.content)


@pytest.fixture
def program() -> Callable[..., Program]:
    """`program(person, *scopes)` has a new token of the person; `program()` has none."""

    def made(person: Person | None = None, *scopes: str) -> Program:
        return Program(None if person is None else token_of(person, *scopes))

    return made
