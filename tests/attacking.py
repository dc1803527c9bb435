"""Clients that mean harm, and what a page's readers wait while they do."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

CHUNK = 1 << 20
PATIENCE = 10
"""Seconds that a reader waits: less than a slow sender is given, so that a thread kept by one shows."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a service answers: its port, the name that it is called by, and whether by TLS."""

    port: int
    host: str = "localhost"
    tls: bool = False

    def open(self, timeout: int = 60) -> socket.socket:
        """A connection, after its handshake, that gives up what does not come in so many seconds."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        if not self.tls:
            return plain
        return _unverified().wrap_socket(plain, server_hostname=self.host)


def _unverified() -> ssl.SSLContext:
    """The tests' certificates are of their own making."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def slow_senders(target: Target, how_many: int, path: str = "/login/") -> Iterator[list[socket.socket]]:
    """So many forms sent to a page, by default that for signing in, a byte a second."""
    stop, open_ = threading.Event(), []
    for _ in range(how_many):
        one = target.open()
        one.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 5000\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=".encode()
        )
        open_.append(one)
    drip = threading.Thread(target=_drip, args=(open_, stop), daemon=True)
    drip.start()
    try:
        yield open_
    finally:
        stop.set()
        drip.join()
        for one in open_:
            one.close()


def _drip(open_: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(1):
        for one in open_:
            try:
                one.sendall(b"x")
            except OSError:
                continue


def send_much(target: Target, megabytes: int, *, chunked: bool) -> tuple[int, int]:
    """A body of so many megabytes: the status of the answer, and the bytes that were sent."""
    connection = target.open()
    how = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {megabytes * CHUNK}"
    head = f"POST /login/ HTTP/1.1\r\nHost: {target.host}\r\n{how}\r\n\r\n"
    connection.sendall(head.encode())
    sent = 0
    block = bytes(CHUNK)
    try:
        for _ in range(megabytes):
            connection.sendall(b"%x\r\n%s\r\n" % (CHUNK, block) if chunked else block)
            sent += CHUNK
    except OSError:
        pass  # it was refused before its end
    answer = b""
    try:
        while more := connection.recv(CHUNK):
            answer += more
    except OSError:
        pass
    connection.close()
    return int(answer.split(b" ", 2)[1]) if answer else 0, sent


def times(target: Target, path: str, *, seconds: float) -> list[float]:
    """How many seconds each of the page's answers took, asked one after another for so long.

    Raises:
        TimeoutError: an answer did not come within PATIENCE.
    """
    end, found = time.monotonic() + seconds, []
    while time.monotonic() < end:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=PATIENCE)
        connection.sock = target.open(timeout=PATIENCE)
        connection.request("GET", path, headers={"Host": target.host})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        connection.close()
        found.append(time.monotonic() - began)
        time.sleep(0.02)
    return found


def p95(found: list[float]) -> float:
    """The time within which 95 of 100 answers came."""
    return sorted(found)[int(len(found) * 0.95)]


def under_attack(
    target: Target, path: str, *, slow: str = "/login/", seconds: float = 6
) -> tuple[list[float], list[tuple[int, int]]]:
    """How long a page takes beside 50 slow senders and ten bodies of 600 MB; what these came to.

    Of each body: the status of the answer, and how many bytes were sent.
    """
    statuses: list[tuple[int, int]] = []

    def send(n: int) -> None:
        statuses.append(send_much(target, 600, chunked=n % 2 == 0))

    with slow_senders(target, 50, slow):
        large = [threading.Thread(target=send, args=(n,)) for n in range(10)]
        for one in large:
            one.start()
        found = times(target, path, seconds=seconds)
        for one in large:
            one.join()
    return found, statuses
