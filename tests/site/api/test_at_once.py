"""Two copies of one request at the same moment: one record, one answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from a_program import Program, token_of
from cast_of_people import Cast
from django.conf import settings
from django.db import connection
from old_trees import OLD, TREES

from duban_site.registers.actions.declare import declare
from duban_site.registers.models import RegisterRecord

AT_ONCE = 6


@pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"],
    reason="SQLite in memory is one connection's own",
)
@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_makes_one_record(cast: Cast) -> None:
    trees, secret = declare(cast.shen, TREES), token_of(cast.shen)
    together = threading.Barrier(AT_ONCE)

    def send(_n: int) -> tuple[int, Any]:
        try:
            together.wait(timeout=20)
            path = f"/registers/{trees.pk}/records"
            return Program(secret).post(path, {"values": OLD}, key="k-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [*pool.map(send, range(AT_ONCE))]
    assert [status for status, _answer in answers] == [201] * AT_ONCE
    assert len({answer["id"] for _status, answer in answers}) == 1
    assert RegisterRecord.objects.count() == 1
