"""The service alone, without a proxy before it, holds against slow clients and large bodies."""

from __future__ import annotations

import contextlib
import http.client
import time
from collections.abc import Iterator

import pytest
from a_server import serving

from attacking import Target, slow_senders, under_attack

PUBLIC = "/public/"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(tmp_path_factory.mktemp("data"), DUBAN_UPLOAD_MB="20") as running:
        yield running


def test_fifty_slow_senders_and_ten_large_bodies_keep_nobody_waiting(port: int) -> None:
    target = Target(port)
    answers, statuses = under_attack(target, PUBLIC)
    assert len(answers) > 5, "each came in time; how fast they come, bench.attack measures"
    assert all(status in (413, 0) for status, _sent in statuses)
    assert any(status == 413 for status, _sent in statuses)
    assert all(sent < 64 << 20 for _status, sent in statuses), "most of it was never taken in"


def test_what_does_not_come_is_given_up(port: int) -> None:
    began = time.monotonic()
    with slow_senders(Target(port), 1) as (body,), Target(port).open() as head:
        head.sendall(b"GET / HTTP/1.1\r\nHost: local")
        for one in (head, body):
            one.settimeout(40)
        while head.recv(4096):
            pass
        assert time.monotonic() - began < 20
        assert body.recv(4096).startswith(b"HTTP/1.1 408")
        assert 10 < time.monotonic() - began < 35


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/public/%E4%B8%AD%FF%2F..%2F/", {}, None, 404),
        ("GET", "/public/%00", {}, None, 400),
        ("GET", "/public/?q=%ff", {}, None, 200),
        ("GET", "/health/", {"X-Forwarded-For": "1.2.3.4:55, [::1]:9"}, None, 200),
        ("GET", "/health/", {"Host": "no.such.host"}, None, 400),
        ("GET", "/health/", {"Cookie": "a" * 8000}, None, 200),
        ("GET", "/health/", {"If-None-Match": '"' * 5000}, None, 200),
        ("GET", "/public/", {"If-Modified-Since": "never", "Range": "bytes=9-1,-"}, None, 200),
        ("GET", "/static/duban/site.css", {"Range": "bytes=0-9"}, None, 206),
        ("HEAD", "/public/", {}, None, 200),
        ("GET", "/login/", {}, b"a body where none belongs", 200),
        ("POST", "/login/", {"Content-Type": "multipart/form-data"}, b"x", 400),
        ("POST", "/login/", {"Content-Type": "multipart/form-data; boundary=é"}, b"x", 403),
        ("POST", "/login/", {"Content-Type": "a/b; charset=no-such"}, b"x", 403),
        ("POST", "/login/", {"Content-Length": "-5"}, None, 400),
        ("POST", "/login/", {"Content-Length": "9" * 30}, None, 400),
        ("BREW", "/public/", {}, None, 403),
    ],
)
def test_odd_requests_get_an_answer(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value.encode())
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    with contextlib.closing(connection):
        assert connection.getresponse().status == status


def test_a_header_is_not_taken_for_another_by_its_underscore(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", "/health/", headers={"Content_Length": "7", "Ho_st": "x"})
        assert connection.getresponse().status == 200
