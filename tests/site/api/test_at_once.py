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

from duban_site.api.actions.upsert_records import upsert_records
from duban_site.api.models import ExternalKey
from duban_site.core.audit.chain import verify_chain
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.update_to_state import TargetState
from duban_site.registers.models import RegisterRecord

AT_ONCE = 6


pytestmark = pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"], reason="SQLite in memory is one connection's own"
)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_makes_one_record(cast: Cast) -> None:
    trees, secret = declare_register(cast.shen, TREES), token_of(cast.shen)
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


@pytest.mark.django_db(transaction=True)
def test_who_follows_by_cursors_misses_nothing_that_is_written_meanwhile(cast: Cast) -> None:
    trees, secret = declare_register(cast.shen, TREES), token_of(cast.shen)
    lines, writers = 40, 4
    writing = threading.Event()
    writing.set()

    def write(n: int) -> None:
        try:
            for line in range(0, lines, 1 + n):
                key, state = f"{n}-{line}", TargetState(values=OLD)
                asked = [(f"{key}-{one}", state) for one in range(1 + 5 * n)]
                assert {one.result for one in upsert_records(cast.shen, trees, asked)} == {"created"}
        finally:
            connection.close()

    def follow() -> list[str]:
        seen, program, cursor, more = list[str](), Program(secret), "", True
        try:
            while more or writing.is_set():
                status, told = program.get(f"/registers/{trees.pk}/changes", cursor=cursor, limit=13)
                assert status == 200
                seen += [one["external_key"] for one in told["changes"]]
                cursor, more = told["cursor"], told["more"]
        finally:
            connection.close()
        return seen

    with ThreadPoolExecutor(writers + 1) as pool:
        following = pool.submit(follow)
        try:
            [*pool.map(write, range(writers))]
        finally:
            writing.clear()
        seen = following.result()
    assert sorted(seen) == sorted(ExternalKey.objects.values_list("key", flat=True))
    assert len(seen) == sum(len(range(0, lines, 1 + n)) * (1 + 5 * n) for n in range(writers))
    assert len({*RegisterRecord.objects.values_list("number", flat=True)}) == len(seen)
    assert verify_chain().is_intact
