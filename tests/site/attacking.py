"""Clients that mean harm, and how long a page takes while they do."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CHUNK = 1 << 20


@contextmanager
def slow_senders(port: int, how_many: int) -> Iterator[list[socket.socket]]:
    """So many forms sent to the page for signing in, a byte a second."""
    stop, open_ = threading.Event(), []
    for _ in range(how_many):
        one = socket.create_connection(("127.0.0.1", port), timeout=30)
        one.sendall(
            b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
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


def send_much(port: int, megabytes: int, *, chunked: bool) -> tuple[int, int]:
    """A body of so many megabytes: the status of the answer, and the bytes that were sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    how = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {megabytes * CHUNK}"
    connection.sendall(f"POST /login/ HTTP/1.1\r\nHost: localhost\r\n{how}\r\n\r\n".encode())
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


def times(port: int, path: str, *, seconds: float) -> list[float]:
    """How long each of the page's answers took, asked one after another for so long."""
    end, found = time.monotonic() + seconds, []
    while time.monotonic() < end:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path)
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
