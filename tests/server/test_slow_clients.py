"""The shipped nginx before the service: slow clients and large bodies keep nobody waiting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from attacking import Target, under_attack
from journey.stage import Proxy
from machine import HOST
from server.conftest import install

PUBLIC = "/public/"


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Target]:
    """A service in production mode behind nginx."""
    tmp_path.chmod(0o755)
    machine = install(tmp_path / "machine", "")
    proxy = Proxy(tmp_path / "nginx", machine.port)
    proxy.choose_port()
    proxy.start()
    served = machine.serve("--no-worker")
    yield Target(proxy.port, HOST, tls=True)
    served.stop()
    proxy.stop()


def test_slow_clients_and_large_bodies_are_kept_by_nginx(proxy: Target) -> None:
    answers, statuses = under_attack(proxy, PUBLIC, slow=PUBLIC)
    assert len(answers) > 5, "each came in time; how fast they come, bench.attack measures"
    assert {status for status, _sent in statuses} <= {413, 0}
    assert any(status == 413 for status, _sent in statuses)
    assert all(sent < 600 << 20 for _status, sent in statuses), "it was never taken in whole"
