from __future__ import annotations

import gzip

import pytest
from cast_of_people import Cast
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from page_text import without_line_feeds

from duban_site.public.edition import publication_state
from duban_site.public.models import Clue, Stage
from duban_site.public.page_cache import PAGE_CACHE
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.models import Snapshot


@pytest.fixture(autouse=True)
def _nothing_kept(settings: LazySettings) -> None:
    settings.PUBLIC_SECONDS = 60
    publication_state.clear_cached_state()
    PAGE_CACHE.clear()


PAGES = ("", "1.1.2/", "bodies/", "changes/", "commitments/", "parts/1/", "feed.atom")


@pytest.mark.parametrize("rest", PAGES)
def test_a_kept_page_asks_the_database_nothing(client: Client, march: Snapshot, root: str, rest: str) -> None:
    first = client.get(root + rest)
    with CaptureQueriesContext(connection) as asked:
        second = client.get(root + rest)
    assert len(asked) == 0
    assert second.content == first.content
    assert not first.cookies
    assert not second.cookies
    assert second["Cache-Control"] == "public, max-age=60"
    assert second["Vary"] == "Accept-Encoding"
    assert second["Content-Security-Policy"].startswith("default-src 'self'")


def test_who_has_it_already_gets_no_second_copy(client: Client, march: Snapshot, root: str) -> None:
    tag = client.get(root)["ETag"]
    again = client.get(root, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(root, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_browser_that_takes_packed_pages_gets_them(client: Client, march: Snapshot, root: str) -> None:
    whole = client.get(root).content
    packed = client.get(root, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert without_line_feeds(gzip.decompress(packed.content)) == whole


def test_signed_in_or_not_it_is_the_same_page(march: Snapshot, cast: Cast, signed_in: object, root: str) -> None:
    office = signed_in(cast.shen).get(root + "1.1.2/")  # type: ignore[operator]
    assert not office.cookies
    assert Client().get(root + "1.1.2/").content == office.content
    assert "沈岚" not in office.content.decode()


def test_a_question_is_answered_and_not_kept(client: Client, march: Snapshot, root: str) -> None:
    one = client.get(root + "commitments/?q=泵站").content
    assert client.get(root + "commitments/").content != one


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_publication_is_gone_for_the_process_at_once(
    client: Client, april: Snapshot, cast: Cast, root: str
) -> None:
    before = client.get(root + "1.1.2/").content
    withdraw_snapshot(cast.shen, april, "数据有误")
    assert client.get(root + "1.1.2/").content != before


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_it_when_its_seconds_are_over(
    client: Client, april: Snapshot, root: str, settings: LazySettings
) -> None:
    assert client.get(root).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE snapshots_snapshot SET withdrawn_at = published_at")
    assert client.get(root).status_code == 200
    settings.PUBLIC_SECONDS = 0
    assert client.get(root).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_answer_appears_on_its_own_page_and_the_others_stay_kept(client: Client, march: Snapshot, root: str) -> None:
    other = client.get(root + "2.1.1/")
    assert client.get(root + "1.1.2/").status_code == 200
    Clue.objects.create(
        commitment_id=march.rows.get(number="1.1.2").commitment_id,
        text="x",
        at=timezone.now(),
        stage=Stage.ANSWERED,
        summary="围挡未拆",
        answer="已经拆除",
        published_at=timezone.now(),
    )
    assert "已经拆除" in client.get(root + "1.1.2/").content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(root + "2.1.1/").content == other.content
    assert len(asked) == 0


def test_what_was_read_least_makes_room(client: Client, march: Snapshot, root: str, settings: LazySettings) -> None:
    settings.PUBLIC_MEGABYTES = 0
    for rest in PAGES:
        client.get(root + rest)
    assert len(PAGE_CACHE._page_by_key) == 1
