"""Passwords checked by a real directory (slapd)."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import PASSWORD, Cast
from django.test import Client

from duban_site.core.audit.models import Event
from duban_site.identity.models import ExternalIdentity
from identity.providers import directory

RIGHT = "Kuaile-2031-Hai"
BASE = "dc=qinglan,dc=example"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("slapd")
    with directory(folder) as found:
        yield found


@pytest.fixture
def ldap(url: str, cast: Cast, settings: Any) -> Any:
    settings.LDAP_URL, settings.LDAP_BASE = url, BASE
    settings.LDAP_BIND_DN, settings.LDAP_PASSWORD = f"cn=reader,{BASE}", "reader-of-the-test"
    settings.LDAP_ATTRIBUTE = "employeeNumber"
    ExternalIdentity.objects.create(person=cast.shen, subject="20310007")
    ExternalIdentity.objects.create(person=cast.lu, subject="20310008")
    return settings


def open_sockets() -> set[int]:
    """The numbers of the sockets that this process has not closed, collected or not."""
    all_sockets = [one for one in gc.get_objects() if isinstance(one, socket.socket)]
    return {one.fileno() for one in all_sockets} - {-1}


def signs_in(name: str, password: str) -> bool:
    answer = Client().post("/login/", {"username": name, "password": password})
    return bool(answer.status_code == 302)


def test_the_password_of_the_directory(ldap: Any) -> None:
    assert signs_in("SHEN", RIGHT)
    event = Event.objects.filter(action="people.sign_in").first()
    assert event is not None
    assert event.data["means"] == "ldap"
    assert not signs_in("shen", "wrong")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("shen", ""),  # the directory would take it for an anonymous bind and agree
        ("shen", " "),
        ("", RIGHT),
        ("*", RIGHT),
        ("sh*", RIGHT),
        ("shen)(uid=*", RIGHT),
        ("shen\\", RIGHT),
        ("twin", RIGHT),  # two entries of that name
        ("nobody", RIGHT),
    ],
)
def test_what_is_refused(ldap: Any, name: str, password: str) -> None:
    assert not signs_in(name, password)


def test_an_empty_password_never_reaches_the_directory(ldap: Any, url: str) -> None:
    from duban_site.identity.directory import check_password_in_directory

    assert check_password_in_directory("shen", "") is None
    assert check_password_in_directory("shen", RIGHT) is not None


def test_an_entry_without_an_account_is_refused(ldap: Any) -> None:
    ExternalIdentity.objects.filter(subject="20310007").delete()
    assert not signs_in("shen", RIGHT)


def test_an_account_outside_of_the_directory_keeps_its_own_password(ldap: Any) -> None:
    assert signs_in("ning", PASSWORD)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_directory_that_does_not_answer_lets_nobody_in_by_it(ldap: Any, settings: Any) -> None:
    settings.LDAP_URL = "ldap://127.0.0.1:9"
    before = open_sockets()
    assert not signs_in("shen", RIGHT)
    assert signs_in("ning", PASSWORD)  # the administrator still gets in
    assert open_sockets() == before


def test_a_wrong_searching_account_lets_nobody_in(ldap: Any, settings: Any) -> None:
    settings.LDAP_PASSWORD = "wrong"  # noqa: S105
    assert not signs_in("shen", RIGHT)
